package import Model

/// What the rules of escrow made of a command. Facts that move money carry their transfers.
package enum Fact: Sendable, Hashable {
    case accountOpened(AccountOpened)
    case modeAssigned(ReleaseModeAssigned)
    case depositReceived(DepositReceived, [Transfer])
    case frozen(ReleasesFrozen)
    case unfrozen(ReleasesUnfrozen)
    case cleared(ClearanceGiven)
    /// `from` is nil if the institution was not known.
    case institutionChanged(USCC, from: InstitutionStatus?, to: InstitutionStatus, category: Category?)
    /// The first day on which the entry no longer stands; nil if it stands no longer already.
    case restrictionChanged(entry: Identifier, institution: USCC, expiresOn: Day?)

    case coursePublished(CoursePublished)
    /// The payment became an enrolment.
    case paymentAccepted(Enrolment, [Transfer])
    case paymentSuspended(PaymentSuspended, [Transfer])
    /// A pupil was taught, for the first time or again after a cancellation.
    case lessonHeld(AttendanceID, Attendance)
    case lessonDisputed(AttendanceID)
    /// It does not count, and never did.
    case lessonDropped(AttendanceID)
    /// It counts; `due` is what is due to the institution by it.
    case lessonReleased(LessonReleased, hours: Int, due: Fen, [Transfer])
    /// It counted, and does not any more; `due` is what is not due to the institution any more.
    case lessonReversed(LessonReversed, hours: Int, due: Fen, [Transfer])
    /// Days of a pass are over; `due` is what is due to the institution by it, `next` when days are counted again.
    case passReleased(PassReleased, due: Fen, next: Day?, [Transfer])
    case shareReleased(enrolment: Identifier, amount: Fen, next: Day?, [Transfer])

    case refundRequested(Refund)
    case refundAgreed(RefundAgreed, payBy: Day)
    case refundDisputed(RefundDisputed)
    case refundClosed(RefundClosed)
    /// A family's tuition is to go back, and its enrolment ends. `kept`: what counts as taught beside the lessons;
    /// `advance`: what the institution had in advance of it and did not make good.
    case familyOwed(enrolment: Identifier, kept: Fen, advance: Fen, [Transfer])
    /// What the families of an institution that is gone get together; `fromDeposit`: what of it lies in its deposit.
    case claimsSettled(ClaimsSettled, fromDeposit: Fen, [Transfer])
    /// Families were left out: the settlement goes on today.
    case claimsResumed(USCC)
    /// One of their claims has had its share.
    case claimShared(USCC, claim: Fen, [Transfer])
    case claimFiled(ClaimFiled)
    case claimAwarded(claim: Identifier, Fen)

    case instructed(Instruction, [Transfer])
    case instructionAccepted(instruction: Identifier)
    case instructionPaid(Instruction, [Transfer])
    case instructionFailed(Instruction, expired: Bool, [Transfer])
    /// Others take its place; so much of what the institution had in advance of its enrolment is made good with it.
    case instructionReplaced(instruction: Identifier, recovered: Fen)
    case statementReconciled(StatementReconciled, closing: Fen, lines: [StatementLine], [Transfer])
    case differenceCleared(BankEntryID, explanation: Prose)

    /// Raised, risen or gone on: the alert as it is now.
    case alertChanged(Alert)
    case linked(Seal)
    case ledgerSealed(LedgerSealed)
    /// Work of a day that needs this year's calendar waits for its file.
    case leftForCalendar(Int)
}

extension Fact {
    /// The money that it moves, linked: all of it or none.
    package var transfers: [Transfer] {
        switch self {
        case .depositReceived(_, let transfers), .paymentAccepted(_, let transfers),
            .paymentSuspended(_, let transfers),
            .lessonReleased(_, _, _, let transfers), .lessonReversed(_, _, _, let transfers),
            .passReleased(_, _, _, let transfers),
            .shareReleased(_, _, _, let transfers),
            .familyOwed(_, _, _, let transfers), .claimsSettled(_, _, let transfers),
            .claimShared(_, _, let transfers), .instructed(_, let transfers),
            .instructionPaid(_, let transfers), .instructionFailed(_, _, let transfers),
            .statementReconciled(_, _, _, let transfers):
            transfers
        case .accountOpened, .modeAssigned, .frozen, .unfrozen, .cleared, .institutionChanged, .restrictionChanged,
            .coursePublished,
            .lessonHeld, .lessonDisputed, .lessonDropped, .refundRequested, .refundAgreed, .refundDisputed,
            .refundClosed, .claimsResumed, .claimFiled,
            .claimAwarded, .instructionAccepted, .instructionReplaced, .differenceCleared, .alertChanged, .linked,
            .ledgerSealed,
            .leftForCalendar:
            []
        }
    }
}

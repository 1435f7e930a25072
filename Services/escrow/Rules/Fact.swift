package import Model

/// What the rules of escrow made of a command.
package enum Fact: Sendable, Hashable {
    case accountOpened(AccountOpened)
    /// The payment became an enrolment.
    case paymentAccepted(PaymentReceived)
    case lessonReleased(LessonReleased, hours: Int)
    case refundRequested(Refund)
    case refundDisputed(RefundDisputed)
    /// A refund is agreed, but lessons have used up what there was.
    case refundLapsed(refund: String)
    /// Closes a pending refund of the enrolment too.
    case familyRepaid(FamilyRepaid)
    case releaseSettled(ReleaseSettled)
    case frozen(ReleasesFrozen)
    case unfrozen(ReleasesUnfrozen)
    case cleared(ClearanceGiven)
    /// `from` is nil if the institution was not known.
    case institutionChanged(USCC, from: InstitutionStatus?, to: InstitutionStatus)
    /// The first day on which the entry no longer stands; nil if it stands no longer already.
    case restrictionChanged(entry: String, institution: USCC, expiresOn: Day?)
}

extension Fact {
    /// The money that it moves. A lesson may be worth nothing: a payment of fewer fen than hours is released with the last one (R1.36).
    package var transfer: Transfer? {
        let transfer: Transfer
        switch self {
        case .paymentAccepted(let payment):
            transfer = Transfer(
                .payment, debit: .bank(payment.institution), credit: .unconsumed(payment.enrolment), amount: payment.amountFen)
        case .lessonReleased(let lesson, _):
            transfer = Transfer(
                .release, debit: .unconsumed(lesson.enrolment), credit: .released(lesson.institution), amount: lesson.amountFen)
        case .releaseSettled(let settled):
            transfer = Transfer(
                .settlement, debit: .released(settled.institution), credit: .bank(settled.institution), amount: settled.amountFen)
        case .familyRepaid(let repaid):
            transfer = Transfer(
                .repayment, debit: .unconsumed(repaid.enrolment), credit: .bank(repaid.institution), amount: repaid.amountFen)
        case .accountOpened, .refundRequested, .refundDisputed, .refundLapsed, .frozen, .unfrozen, .cleared, .institutionChanged,
            .restrictionChanged:
            return nil
        }
        return transfer.amount > .zero ? transfer : nil
    }
}

package import Model

/// What escrow is told.
package enum Command: Sendable, Hashable {
    case openAccount(AccountOpened)
    case assignMode(ReleaseModeAssigned)
    case receiveDeposit(DepositReceived)
    case releaseDeposit(DepositReleased)
    case freeze(AccountFrozen)
    case unfreeze(AccountUnfrozen)

    case publishCourse(CoursePublished)
    case pay(PaymentReceived)
    /// A payment whose course never became known.
    case suspend(PaymentReceived)
    case holdLesson(LessonHeld)
    case confirmLesson(LessonConfirmed)
    case disputeLesson(LessonDisputed)
    case decideLesson(LessonDecided)
    case cancelLesson(LessonCancelled)
    case transferEnrolment(EnrolmentTransferred)

    case requestRefund(RefundRequested)
    case answerRefund(RefundAnswered)
    case decideRefund(RefundDecided)
    case fileClaim(ClaimFiled)
    case distributeRemainder(RemainderDistributed)

    case answerInstruction(InstructionAnswered)
    case receiveStatement(StatementReceived)
    case clearDifference(DifferenceCleared)

    case identifyAlert(AlertIdentified)
    case warnAlert(AlertWarned)
    case answerAlert(AlertAnswered)
    case closeAlert(AlertClosed)

    case institution(InstitutionSnapshot)
    case restrict(EntrySnapshot)
    /// A whole day; it is decided piece by piece.
    case dayOpened(DayOpened)
    case dayWork(DayWork)
}

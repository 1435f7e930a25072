package import Model

/// What escrow is told.
package enum Command: Sendable, Hashable {
    case openAccount(AccountOpened)
    case pay(PaymentReceived)
    case confirmLesson(LessonConfirmed)
    case requestRefund(RefundRequested)
    case answerRefund(RefundAnswered)
    case freeze(AccountFrozen)
    case unfreeze(AccountUnfrozen)
    case institution(InstitutionSnapshot)
    case restrict(EntrySnapshot)
    case dayOpened(DayOpened)
}

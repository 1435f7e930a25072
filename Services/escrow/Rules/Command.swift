package import Model

/// What escrow is told, by subject.
package enum Command: Sendable, Hashable {
    case accounts(AccountCommand)
    case tuition(TuitionCommand)
    case families(FamilyCommand)
    case bank(BankCommand)
    case watch(WatchCommand)
    /// A whole day; it is decided piece by piece.
    case dayOpened(DayOpened)
    case dayWork(DayWork)
}

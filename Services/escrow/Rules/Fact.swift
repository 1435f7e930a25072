package import Model

/// What the rules of escrow made of a command, by subject.
package enum Fact: Sendable, Hashable {
    case accounts(AccountFact)
    case tuition(TuitionFact)
    case families(FamilyFact)
    case bank(BankFact)
    case watch(WatchFact)
    case linked(Seal)
    case ledgerSealed(LedgerSealed)
    /// Work of a day that needs this year's calendar waits for its file.
    case leftForCalendar(Int)

    /// The money that it moves, linked: all of it or none.
    package var transfers: [Transfer] {
        switch self {
        case .accounts(let fact): fact.transfers
        case .tuition(let fact): fact.transfers
        case .families(let fact): fact.transfers
        case .bank(let fact): fact.transfers
        case .watch, .linked, .ledgerSealed, .leftForCalendar: []
        }
    }
}

package import Model

/// The only way that escrow's state changes: rows by the fact, balances by the transfers that it carries, on the
/// district's day on which it takes effect.
package func evolve(_ state: inout State, _ fact: Fact, on day: Day) {
    switch fact {
    case .accounts(let fact): state.apply(fact, on: day)
    case .tuition(let fact): state.apply(fact, on: day)
    case .families(let fact): state.apply(fact, on: day)
    case .bank(let fact): state.apply(fact, on: day)
    case .watch(let fact): state.apply(fact)
    case .linked, .ledgerSealed, .leftForCalendar: break
    }
    state.post(fact.transfers)
}

extension State {
    /// Rules make sure that the ledger takes their transfers; if they did not, nothing is saved.
    fileprivate mutating func post(_ transfers: [Transfer]) {
        do {
            try ledger.post(transfers)
        } catch {
            isLedgerBroken = true
        }
    }
}

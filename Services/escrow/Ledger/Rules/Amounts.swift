package import Model

extension Fen {
    /// All that may ever come into one bank account: ten trillion yuan.
    package static let mostOfAccount = Fen.yuan(10_000_000_000_000)
}

extension Ledger {
    /// True if so much more can come into the account without going beyond what is counted.
    func takes(_ amount: Fen, into account: AccountID) -> Bool {
        amount <= .mostOfAccount - (accounts[account]?.debits ?? .zero)
    }
}

/// Money that somebody posts is above zero, and no more than one event may be about.
func requireAmount(_ amount: Fen, of what: StaticString) throws(Refusal) {
    guard amount > .zero else { throw .refused(.amountNotPositive, "\(amount) yuan; \(what) is above zero") }
    guard amount <= .mostOfEvent else {
        throw .refused(.dataInvalid, "\(amount) yuan; \(what) is \(Fen.mostOfEvent) yuan at the most")
    }
}

/// Money that comes into a bank account, in the same bounds together with all that came before.
func requireAmount(_ amount: Fen, of what: StaticString, into account: AccountID, _ state: State) throws(Refusal) {
    try requireAmount(amount, of: what)
    guard state.ledger.takes(amount, into: account) else {
        throw .refused(
            .dataInvalid,
            "with \(what) of \(amount) yuan more than \(Fen.mostOfAccount) would have come into the account")
    }
}

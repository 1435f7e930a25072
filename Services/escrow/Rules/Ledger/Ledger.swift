package import Model

/// Why the ledger does not take transfers: all of a call are left out.
package enum LedgerError: Error, Hashable, Sendable {
    /// An account would go below its limit; this much is available.
    case exceeds(AccountID, available: Fen)
    case notOpen(AccountID)
    /// An amount of zero or less, or both sides on one account.
    case invalid
    /// A pending transfer of that name is there already.
    case pendingExists(String)
    /// No pending transfer of that name with these accounts and this amount is there.
    case pendingUnknown(String)
}

/// The accounts that a batch needs, and the pending transfers. Double entry: every transfer debits one account and credits another with the same amount.
/// No account goes below zero on its normal side, whatever pending transfers will come to (TigerBeetle's `debits_must_not_exceed_credits`).
package struct Ledger: Sendable {
    package private(set) var accounts: [AccountID: Totals] = [:]
    /// Pending transfers by name.
    package private(set) var pending: [String: Transfer] = [:]
    /// Accounts that are new, and accounts whose totals changed.
    package private(set) var opened: Set<AccountID> = []
    package private(set) var moved: Set<AccountID> = []

    package init() {}

    /// An account as loaded.
    package mutating func load(_ account: AccountID, _ totals: Totals) { accounts[account] = totals }

    /// A pending transfer as loaded.
    package mutating func load(pending name: String, _ transfer: Transfer) { pending[name] = transfer }

    /// A new account; one that is there stays as it is.
    package mutating func open(_ account: AccountID) {
        guard accounts[account] == nil else { return }
        accounts[account] = Totals()
        opened.insert(account)
    }

    /// The balance in fen; an account that is not open has none.
    package func balance(_ account: AccountID) -> Fen { accounts[account]?.balance(account.kind) ?? .zero }

    /// What can be taken out of the account, in fen.
    package func available(_ account: AccountID) -> Fen { accounts[account]?.available(account.kind) ?? .zero }

    /// Posts linked transfers in their order: all of them or none.
    package mutating func post(_ transfers: [Transfer]) throws(LedgerError) {
        // Most facts move money once: nothing is to be undone then.
        guard transfers.count > 1 else {
            if let transfer = transfers.first { try post(transfer) }
            return
        }
        var draft = self
        for transfer in transfers { try draft.post(transfer) }
        self = draft
    }

    private mutating func post(_ transfer: Transfer) throws(LedgerError) {
        guard transfer.amount > .zero, transfer.debit != transfer.credit else { throw .invalid }
        guard var debit = accounts[transfer.debit] else { throw .notOpen(transfer.debit) }
        guard var credit = accounts[transfer.credit] else { throw .notOpen(transfer.credit) }
        try check(transfer)
        switch transfer.phase {
        case .posted:
            debit.debits += transfer.amount
            credit.credits += transfer.amount
        case .pending:
            debit.pendingDebits += transfer.amount
            credit.pendingCredits += transfer.amount
        case .post:
            debit.pendingDebits -= transfer.amount
            credit.pendingCredits -= transfer.amount
            debit.debits += transfer.amount
            credit.credits += transfer.amount
        case .void:
            debit.pendingDebits -= transfer.amount
            credit.pendingCredits -= transfer.amount
        }
        try limit(transfer.debit, debit)
        try limit(transfer.credit, credit)
        accounts[transfer.debit] = debit
        accounts[transfer.credit] = credit
        moved.insert(transfer.debit)
        moved.insert(transfer.credit)
        note(transfer)
    }

    private func limit(_ account: AccountID, _ after: Totals) throws(LedgerError) {
        guard after.available(account.kind) >= .zero else { throw .exceeds(account, available: available(account)) }
    }

    private func check(_ transfer: Transfer) throws(LedgerError) {
        switch transfer.phase {
        case .posted: break
        case .pending(let name):
            guard pending[name] == nil else { throw .pendingExists(name) }
        case .post(let name), .void(let name):
            guard let held = pending[name], held.debit == transfer.debit, held.credit == transfer.credit, held.amount == transfer.amount else {
                throw .pendingUnknown(name)
            }
        }
    }

    private mutating func note(_ transfer: Transfer) {
        switch transfer.phase {
        case .posted: break
        case .pending(let name): pending[name] = transfer
        case .post(let name), .void(let name): pending[name] = nil
        }
    }
}

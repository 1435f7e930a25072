package import Model

/// Why the ledger does not take transfers: all of a call are left out.
package enum LedgerError: Error, Hashable, Sendable {
    /// An account would go below its limit; this much is available.
    case exceeds(AccountID, available: Fen)
    case notOpen(AccountID)
    /// An amount of zero or less, or both sides on one account.
    case invalid
    /// A pending transfer of that name is there already.
    case pendingExists(Identifier)
    /// No pending transfer of that name with these accounts and this amount is there.
    case pendingUnknown(Identifier)
}

/// The accounts that a batch needs, and the pending transfers. Double entry: every transfer debits one account and
/// credits another with the same amount. No account goes below zero on its normal side, whatever pending transfers will
/// come to (TigerBeetle's `debits_must_not_exceed_credits`).
package struct Ledger: Sendable {
    package private(set) var accounts = Layered<AccountID, Totals>()
    /// Pending transfers by name.
    package private(set) var pending = Layered<Identifier, Transfer>()
    /// Accounts that are new, and accounts whose totals changed; not of a draft.
    package private(set) var opened: Set<AccountID> = []
    package private(set) var moved: Set<AccountID> = []

    package init() {}

    /// An account as loaded.
    package mutating func load(_ account: AccountID, _ totals: Totals) { accounts[account] = totals }

    /// A pending transfer as loaded.
    package mutating func load(pending name: Identifier, _ transfer: Transfer) { pending[name] = transfer }

    /// From now on nothing is saved.
    mutating func beginDraft() {
        accounts.beginDraft()
        pending.beginDraft()
    }

    /// A new account; one that is there stays as it is.
    package mutating func open(_ account: AccountID) {
        guard accounts[account] == nil else { return }
        accounts[account] = Totals()
        if !accounts.isDraft { opened.insert(account) }
    }

    /// The balance in fen; an account that is not open has none.
    package func balance(_ account: AccountID) -> Fen { accounts[account]?.balance(account.kind) ?? .zero }

    /// What can be taken out of the account, in fen.
    package func available(_ account: AccountID) -> Fen { accounts[account]?.available(account.kind) ?? .zero }

    /// Posts linked transfers in their order: all of them or none.
    package mutating func post(_ transfers: [Transfer]) throws(LedgerError) {
        var changes = Changes()
        for transfer in transfers { try add(transfer, to: &changes) }
        for (account, totals) in changes.accounts {
            accounts[account] = totals
            if !accounts.isDraft { moved.insert(account) }
        }
        for (name, transfer) in changes.pending { pending[name] = transfer }
    }

    /// What linked transfers come to before they are posted; nil stands for a pending transfer that is not pending any
    /// more.
    private struct Changes {
        var accounts: [(account: AccountID, totals: Totals)] = []
        var pending: [(name: Identifier, transfer: Transfer?)] = []
    }

    private func add(_ transfer: Transfer, to changes: inout Changes) throws(LedgerError) {
        guard transfer.amount > .zero, transfer.debit != transfer.credit else { throw .invalid }
        let (debit, credit) = (try place(of: transfer.debit, &changes), try place(of: transfer.credit, &changes))
        try check(transfer, changes)
        let (amount, before) = (
            transfer.amount, (debit: changes.accounts[debit].totals, credit: changes.accounts[credit].totals)
        )
        switch transfer.phase {
        case .posted: break
        case .pending(let name):
            changes.accounts[debit].totals.pendingDebits += amount
            changes.accounts[credit].totals.pendingCredits += amount
            changes.pending.append((name, transfer))
        case .post(let name), .void(let name):
            changes.accounts[debit].totals.pendingDebits -= amount
            changes.accounts[credit].totals.pendingCredits -= amount
            changes.pending.append((name, nil))
        }
        if transfer.phase.moves {
            changes.accounts[debit].totals.debits += amount
            changes.accounts[credit].totals.credits += amount
        }
        try limit(transfer.debit, changes.accounts[debit].totals, before.debit)
        try limit(transfer.credit, changes.accounts[credit].totals, before.credit)
    }

    private func limit(_ account: AccountID, _ after: Totals, _ before: Totals) throws(LedgerError) {
        guard after.available(account.kind) >= .zero else {
            throw .exceeds(account, available: before.available(account.kind))
        }
    }

    /// Where an account stands among those that change. There are few: a look through them is faster than a table.
    private func place(of account: AccountID, _ changes: inout Changes) throws(LedgerError) -> Int {
        if let place = changes.accounts.firstIndex(where: { $0.account == account }) { return place }
        guard let totals = accounts[account] else { throw .notOpen(account) }
        changes.accounts.append((account, totals))
        return changes.accounts.count - 1
    }

    private func check(_ transfer: Transfer, _ changes: Changes) throws(LedgerError) {
        func held(_ name: Identifier) -> Transfer? {
            if let change = changes.pending.last(where: { $0.name == name }) { return change.transfer }
            return pending[name]
        }
        switch transfer.phase {
        case .posted: break
        case .pending(let name): if held(name) != nil { throw .pendingExists(name) }
        case .post(let name), .void(let name):
            guard let held = held(name), held.debit == transfer.debit, held.credit == transfer.credit,
                held.amount == transfer.amount
            else {
                throw .pendingUnknown(name)
            }
        }
    }
}

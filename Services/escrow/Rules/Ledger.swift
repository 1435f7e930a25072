package import Model

/// An account of the ledger. Money of an institution's families lies in `bank`; whose it is, say the others.
package enum AccountID: Hashable, Sendable, CustomStringConvertible {
    /// Asset: the institution's special fee account at the bank (R1.20).
    case bank(USCC)
    /// Liability to the institution: earned by lessons, not yet paid out (R1.30, R1.35).
    case released(USCC)
    /// Liability to a family: tuition of an enrolment that is not taught yet.
    case unconsumed(String)

    /// `<uscc>/bank`, `<uscc>/released`, `<enrolment>/unconsumed`.
    package var description: String {
        switch self {
        case .bank(let institution): "\(institution)/bank"
        case .released(let institution): "\(institution)/released"
        case .unconsumed(let enrolment): "\(enrolment)/unconsumed"
        }
    }

    /// The account's kind, as in the chart of accounts.
    package var kind: String {
        switch self {
        case .bank: "bank"
        case .released: "released"
        case .unconsumed: "unconsumed"
        }
    }

    /// The balance in fen, counted on the account's normal side: debits of an asset, credits of a liability.
    package func balance(_ totals: Totals) -> Fen {
        if case .bank = self { totals.debits - totals.credits } else { totals.credits - totals.debits }
    }
}

/// All that was ever debited and credited to an account, in fen.
package struct Totals: Hashable, Sendable {
    package var debits: Fen
    package var credits: Fen

    package init(debits: Fen = .zero, credits: Fen = .zero) {
        self.debits = debits
        self.credits = credits
    }
}

/// Why money moved.
package enum TransferKind: String, Sendable, Hashable, CaseIterable {
    /// A family paid in.
    case payment
    /// A lesson's share went from the family to the institution (R1.31).
    case release
    /// What was released left the fee account for the institution's own account (R1.35).
    case settlement
    /// Tuition not taught went back to the family (R1.60, R1.87).
    case repayment
}

/// An amount above zero moves from the credit of one account to the debit of another; never changed, never deleted.
package struct Transfer: Hashable, Sendable {
    package var kind: TransferKind
    package var debit: AccountID
    package var credit: AccountID
    /// Fen, above zero.
    package var amount: Fen

    package init(_ kind: TransferKind, debit: AccountID, credit: AccountID, amount: Fen) {
        self.kind = kind
        self.debit = debit
        self.credit = credit
        self.amount = amount
    }
}

/// The accounts that a batch needs.
package struct Ledger: Sendable {
    package private(set) var accounts: [AccountID: Totals] = [:]

    package init() {}

    /// The account, as loaded or new.
    package mutating func open(_ account: AccountID, _ totals: Totals = Totals()) { accounts[account] = totals }

    /// The balance in fen; an account that does not exist has none.
    package func balance(_ account: AccountID) -> Fen { accounts[account].map { account.balance($0) } ?? .zero }

    /// Tuition of all families of an institution that is not taught yet. The bank's money is either theirs or released, so it follows
    /// from two accounts, however many families there are.
    package func unconsumed(of institution: USCC) -> Fen { balance(.bank(institution)) - balance(.released(institution)) }

    /// Debits one account and credits the other. Rules make sure that no account goes below zero; if they did not, that is a mistake of the
    /// program and stops it here, as the tables' constraints would.
    package mutating func post(_ transfer: Transfer) {
        precondition(
            transfer.amount > .zero && transfer.debit != transfer.credit, "a transfer moves an amount between two accounts")
        guard accounts[transfer.debit] != nil, accounts[transfer.credit] != nil else {
            preconditionFailure("a \(transfer.kind.rawValue) needs both accounts")
        }
        accounts[transfer.debit]?.debits += transfer.amount
        accounts[transfer.credit]?.credits += transfer.amount
        precondition(
            balance(transfer.debit) >= .zero && balance(transfer.credit) >= .zero,
            "a \(transfer.kind.rawValue) exceeds its account")
    }
}

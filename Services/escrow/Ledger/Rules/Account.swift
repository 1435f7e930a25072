package import Model

/// The chart of accounts.
package enum AccountKind: String, Sendable, Hashable, CaseIterable {
    /// Asset: what lies in the special fee account (R1.20).
    case bank
    /// Asset: what lies in the risk deposit account (R1.40).
    case depositBank
    /// Asset: paid out to the institution before it was taught, and so owed by it to the families (R1.33, R1.34).
    case advanced
    /// Asset: charges that the bank may not take and owes back (R1.27).
    case fees
    /// Liability to a family: tuition of an enrolment that is not taught yet.
    case unconsumed
    /// Liability to the institution: taught, but its share is not due yet (R1.33).
    case earned
    /// Liability to the institution: due, waits for the weekly settlement (R1.31, R1.35).
    case pendingRelease
    /// Liability to the institution: the bank is told to pay it out.
    case released
    /// Liability to families: agreed refunds and claims that the bank has not paid yet.
    case refundsPayable
    /// Liability to the institution, behind the families' claims: its risk deposit (R1.40).
    case riskDeposit
    /// Liability to payers: payments that broke a rule and go back.
    case suspense
    /// Liability: interest of the fee account (R1.67).
    case interest

    /// Debits raise the balance of an asset, credits that of a liability.
    package var isAsset: Bool {
        switch self {
        case .bank, .depositBank, .advanced, .fees: true
        case .unconsumed, .earned, .pendingRelease, .released, .refundsPayable, .riskDeposit, .suspense, .interest:
            false
        }
    }

    /// The kinds of which each institution has one account: all but the families'.
    package static let ofInstitutions = allCases.filter { $0 != .unconsumed }
}

/// An account of the ledger.
package enum AccountID: Hashable, Sendable, CustomStringConvertible {
    case institution(AccountKind, USCC)
    /// Unconsumed tuition of an enrolment.
    case unconsumed(Identifier)

    /// The special fee account.
    package static func bank(_ id: USCC) -> Self { .institution(.bank, id) }
    /// The risk deposit account.
    package static func depositBank(_ id: USCC) -> Self { .institution(.depositBank, id) }
    /// What the institution had in advance.
    package static func advanced(_ id: USCC) -> Self { .institution(.advanced, id) }
    /// What the bank owes back.
    package static func fees(_ id: USCC) -> Self { .institution(.fees, id) }
    /// Taught and not due yet.
    package static func earned(_ id: USCC) -> Self { .institution(.earned, id) }
    /// Due and not instructed yet.
    package static func pendingRelease(_ id: USCC) -> Self { .institution(.pendingRelease, id) }
    /// Instructed and not paid yet.
    package static func released(_ id: USCC) -> Self { .institution(.released, id) }
    /// Owed to families.
    package static func refundsPayable(_ id: USCC) -> Self { .institution(.refundsPayable, id) }
    /// The institution's deposit.
    package static func riskDeposit(_ id: USCC) -> Self { .institution(.riskDeposit, id) }
    /// Payments on their way back.
    package static func suspense(_ id: USCC) -> Self { .institution(.suspense, id) }
    /// What the bank paid.
    package static func interest(_ id: USCC) -> Self { .institution(.interest, id) }

    package var kind: AccountKind {
        switch self {
        case .institution(let kind, _): kind
        case .unconsumed: .unconsumed
        }
    }

    /// `<uscc>/<kind>`, `<enrolment>/unconsumed`.
    package var description: String {
        switch self {
        case .institution(let kind, let id): id.description + "/" + kind.rawValue
        case .unconsumed(let enrolment): enrolment.description + "/unconsumed"
        }
    }
}

/// All that was ever debited and credited to an account, and what pending transfers hold; in fen.
package struct Totals: Hashable, Sendable {
    package var debits: Fen
    package var credits: Fen
    package var pendingDebits: Fen
    package var pendingCredits: Fen

    package init(debits: Fen = .zero, credits: Fen = .zero, pendingDebits: Fen = .zero, pendingCredits: Fen = .zero) {
        self.debits = debits
        self.credits = credits
        self.pendingDebits = pendingDebits
        self.pendingCredits = pendingCredits
    }

    /// The balance on the account's normal side, posted transfers only.
    package func balance(_ kind: AccountKind) -> Fen { kind.isAsset ? debits - credits : credits - debits }

    /// What can still be taken out: the balance less what pending transfers hold.
    package func available(_ kind: AccountKind) -> Fen {
        kind.isAsset ? debits - credits - pendingCredits : credits - debits - pendingDebits
    }
}

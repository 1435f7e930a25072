package import Model

/// Why money moved.
package enum TransferKind: String, Sendable, Hashable, CaseIterable {
    /// A family paid in.
    case payment
    /// A payment that broke a rule came in.
    case suspension
    /// A lesson was taught: its share is not the family's any more (R1.31).
    case lesson
    /// Days of an unlimited pass are over: their share is not the family's any more (R1.68).
    case passDays
    /// A share is due to the institution before it was taught, or after (R1.33, R1.34).
    case share
    /// What was due goes out with the weekly settlement (R1.35).
    case settlement
    /// A family's tuition is to go back (R1.60).
    case repayment
    /// The institution keeps the original price of the hours taught (R1.66).
    case retention
    /// The institution's money makes good what it had in advance.
    case recovery
    /// Interest that goes to a family (R1.67), and interest that the bank paid.
    case interest
    /// The bank took a charge (R1.27), or gave it back.
    case fee
    /// Risk deposit came in (R1.40).
    case deposit
    /// The bank pays: pending when it is told, posted when it has paid, voided when it could not.
    case payout
    /// A failed settlement leads back to where the money was.
    case failure
    /// The opposite of an earlier transfer, which stays as it is (R1.37).
    case reversal
}

/// How a transfer counts.
package enum TransferPhase: Hashable, Sendable {
    /// At once.
    case posted
    /// Holds the amount under this name until it is posted or voided.
    case pending(Identifier)
    /// The pending transfer of this name takes effect.
    case post(Identifier)
    /// The pending transfer of this name is given up.
    case void(Identifier)

    /// True if balances change by it.
    var moves: Bool {
        switch self {
        case .posted, .post: true
        case .pending, .void: false
        }
    }

    /// `posted`, `pending`, `post` or `void`.
    package var name: Line {
        switch self {
        case .posted: "posted"
        case .pending: "pending"
        case .post: "post"
        case .void: "void"
        }
    }
}

/// An amount moves from the credit of one account to the debit of another; never changed, never deleted.
package struct Transfer: Hashable, Sendable {
    package var kind: TransferKind
    package var debit: AccountID
    package var credit: AccountID
    /// Fen, above zero.
    package var amount: Fen
    /// What it is about: a payment's reference, `<enrolment>/<lesson>`, a pass, a refund, an instruction, a claim. A
    /// reversal has that of the transfer that it reverses.
    package var reference: String
    package var phase: TransferPhase

    package init(
        _ kind: TransferKind, debit: AccountID, credit: AccountID, amount: Fen, reference: String,
        phase: TransferPhase = .posted
    ) {
        self.kind = kind
        self.debit = debit
        self.credit = credit
        self.amount = amount
        self.reference = reference
        self.phase = phase
    }

    /// The opposite movement.
    package var reversed: Transfer {
        Transfer(.reversal, debit: credit, credit: debit, amount: amount, reference: reference)
    }
}

package import Model

/// A creditor's claim, behind the families (R1.81).
package struct CreditorClaim: Sendable, Hashable {
    package var institution: USCC
    package var rank: ClaimRank
    package var amount: Fen
    /// What was instructed of it, in fen.
    package var awarded: Fen

    package init(institution: USCC, rank: ClaimRank, amount: Fen, awarded: Fen = .zero) {
        self.institution = institution
        self.rank = rank
        self.amount = amount
        self.awarded = awarded
    }
}

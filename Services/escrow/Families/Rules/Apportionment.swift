package import Model

/// Divides what there is among claims, to the fen, one claim after the other and without knowing the next: all claims
/// so far have had their part of it, rounded down. So each gets its exact part, rounded down or up, never more than it
/// claims, and all together get all that there is (R1.81, R1.87).
package struct Apportionment: Sendable, Hashable {
    /// The sum of all claims, in fen.
    package var claims: Fen
    /// What there is for them, in fen; at most the claims.
    package var available: Fen
    /// The sum of the claims that have had their share.
    package private(set) var passed: Fen

    package init(claims: Fen, available: Fen, passed: Fen = .zero) {
        self.claims = claims
        self.available = max(.zero, min(available, claims))
        self.passed = passed
    }

    /// All claims have had their share.
    package var isOver: Bool { passed >= claims }

    /// A claim has had its share; one that nobody knew of when the claims were summed had what the others left.
    package mutating func pass(_ claim: Fen) { passed = min(claims, passed + claim) }

    /// What the claims that are passed have had.
    package var given: Fen { given(to: passed) }

    /// What they and the next one will have had.
    package func given(with next: Fen) -> Fen { given(to: min(claims, passed + next)) }

    private func given(to claims: Fen) -> Fen {
        guard claims < self.claims else { return available }
        return Fen(
            self.claims.rawValue.dividingFullWidth(claims.rawValue.multipliedFullWidth(by: available.rawValue)).quotient
        )
    }
}

/// The shares of these claims, in their order.
package func proRata(_ claims: [Fen], available: Fen) -> [Fen] {
    var division = Apportionment(claims: claims.reduce(.zero, +), available: available)
    return claims.map { claim in
        let share = division.given(with: claim) - division.given
        division.pass(claim)
        return share
    }
}

import Model

/// A family's money that is to go back, or on with the pupil.
struct FamilyClaim {
    var enrolment: Identifier
    var quote: Quote
    /// Fen that go with it.
    var interest: Fen
    var purpose: InstructionPurpose
    var payee: Payee
    var cause: RepaymentCause
    var refund: Identifier?
}

extension Draft {
    /// Ends the enrolment and tells the bank to pay: from the fee account what lies there for the family; in place of
    /// what the institution had in advance its own money, first what is due to it, then its deposit; the rest is owed
    /// until there is money.
    mutating func pay(_ claim: FamilyClaim) throws(Refusal) {
        guard let enrolment = state.enrolments[claim.enrolment] else { throw .awaits(.enrolment(claim.enrolment)) }
        let id = enrolment.institution
        let split = split(claim, enrolment)
        let reference = (claim.refund ?? claim.enrolment).description
        let transfers =
            Transfer.list(
                // No share of it falls due any more: what was taught is due now.
                (.share, .earned(id), .pendingRelease(id), min(enrolment.earned, state.ledger.available(.earned(id)))),
                (.retention, .unconsumed(enrolment.id), .advanced(id), split.keptOfAdvance),
                (.retention, .unconsumed(enrolment.id), .pendingRelease(id), claim.quote.kept - split.keptOfAdvance),
                (.repayment, .unconsumed(enrolment.id), .refundsPayable(id), claim.quote.principal),
                (.interest, .interest(id), .refundsPayable(id), claim.interest), reference: reference)
            + split.recovery.releaseTransfers(reference) + split.recovery.depositTransfers(reference)
        add(
            .families(.familyOwed(enrolment: enrolment.id, kept: claim.quote.kept, advance: split.uncovered, transfers))
        )
        var order = Order(
            claim.purpose, of: id, from: .fee, to: claim.payee, debit: .refundsPayable(id),
            amount: claim.interest + split.fromFeeAccount,
            enrolment: enrolment.id, cause: claim.cause, refund: claim.refund)
        try instruct(order)
        order.amount = split.uncovered
        try owe(order)
        order.account = .deposit
        order.amount = split.recovery.fromDeposit
        try instruct(order)
    }

    /// Part of a claim for which there is no money yet.
    func uncovered(_ claim: FamilyClaim) -> Fen {
        state.enrolments[claim.enrolment].map { split(claim, $0).uncovered } ?? .zero
    }

    private func split(_ claim: FamilyClaim, _ enrolment: Enrolment) -> Split {
        let keptOfAdvance = min(claim.quote.kept, enrolment.advance)
        let advance = min(claim.quote.principal, enrolment.advance - keptOfAdvance)
        let recovery = recovery(enrolment.institution, advance)
        let uncovered = advance - recovery.total
        return Split(
            keptOfAdvance: keptOfAdvance, recovery: recovery, uncovered: uncovered,
            fromFeeAccount: claim.quote.principal - recovery.fromDeposit - uncovered)
    }
}

/// Where the money of a claim comes from.
private struct Split {
    /// Of what the institution keeps, the part that it has already.
    var keptOfAdvance: Fen
    var recovery: Recovery
    var uncovered: Fen
    var fromFeeAccount: Fen
}

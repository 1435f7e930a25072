package import Model

/// Shares of what there is among claims, to the fen: each gets its part rounded down, and the fen that are left go one by one to the largest fractions,
/// of equal ones to the earlier claim (largest remainder). All in full if there is enough.
package func proRata(_ claims: [Fen], available: Fen) -> [Fen] {
    let total = claims.reduce(.zero, +)
    guard available < total else { return claims }
    guard available > .zero else { return claims.map { _ in .zero } }
    let parts = claims.map { claim -> (quotient: Int64, remainder: Int64) in
        let (high, low) = claim.rawValue.multipliedFullWidth(by: available.rawValue)
        return total.rawValue.dividingFullWidth((high, low))
    }
    var shares = parts.map { Fen($0.quotient) }
    let left = Int((available - shares.reduce(.zero, +)).rawValue)
    let order = parts.indices.sorted { (parts[$1].remainder, $0) < (parts[$0].remainder, $1) }
    for index in order.prefix(left) { shares[index] += Fen(1) }
    return shares
}

extension Draft {
    /// Pays the families of an institution that stopped, from all that it has: first the fee account, then the risk deposit; in full, or pro rata if it is
    /// short (R1.81, R1.87). What stays owed is paid when more comes in.
    mutating func settleClaims(of id: USCC) throws(Refusal) {
        let enrolments = openEnrolments(of: id)
        guard !enrolments.isEmpty else { return }
        let claims = enrolments.map { state.ledger.balance(.unconsumed($0)) }
        let total = claims.reduce(.zero, +)
        let own = ownMoney(of: id)
        let deposit = min(
            min(state.ledger.available(.riskDeposit(id)), state.ledger.available(.depositBank(id))), state.ledger.available(.advanced(id)) - own.total)
        let inFeeAccount = familyMoney(of: id) + own.total
        let fromDeposit = max(.zero, min(deposit, total - inFeeAccount))
        let shares = proRata(claims, available: max(.zero, inFeeAccount) + fromDeposit)
        let paid = shares.reduce(.zero, +)
        guard paid > .zero else { return }
        let recovery = Transfer.list(
            (.recovery, .pendingRelease(id), .advanced(id), own.fromRelease), (.recovery, .earned(id), .advanced(id), own.fromEarned),
            (.recovery, .riskDeposit(id), .advanced(id), fromDeposit), reference: id.description)
        add(.claimsSettled(ClaimsSettled(institution: id, families: enrolments.count, claimsFen: total, paidFen: paid), recovery))
        var left = paid - fromDeposit
        for (enrolment, share) in zip(enrolments, shares) where share > .zero {
            let here = min(share, left)
            left -= here
            try payFamily(enrolment, fromFeeAccount: here, fromDeposit: share - here)
        }
    }

    private mutating func payFamily(_ enrolment: String, fromFeeAccount: Fen, fromDeposit: Fen) throws(Refusal) {
        guard let row = state.enrolments[enrolment] else { preconditionFailure("a claim's enrolment is loaded") }
        let id = row.institution
        let transfers = Transfer.list(
            (.share, .earned(id), .pendingRelease(id), min(row.earned, state.ledger.available(.earned(id)))),
            (.repayment, .unconsumed(enrolment), .refundsPayable(id), fromFeeAccount + fromDeposit), reference: enrolment)
        if let refund = state.openRefund(of: enrolment) { add(refund.closed(.claimSettled)) }
        add(.familyOwed(enrolment: enrolment, kept: .zero, advance: .zero, transfers))
        var order = Order(
            .refund, of: id, from: .fee, to: row.reference, debit: .refundsPayable(id), amount: fromFeeAccount, enrolment: enrolment,
            cause: .institutionAbsconded)
        try instruct(order)
        order.account = .deposit
        order.amount = fromDeposit
        try instruct(order)
    }

    /// The institution's own money in the fee account, as far as it had others' in advance: students come first (R1.81).
    private func ownMoney(of id: USCC) -> (fromRelease: Fen, fromEarned: Fen, total: Fen) {
        let advanced = state.ledger.available(.advanced(id))
        let release = min(advanced, state.ledger.available(.pendingRelease(id)))
        let earned = min(advanced - release, state.ledger.available(.earned(id)))
        return (release, earned, release + earned)
    }

    /// What lies in the fee account and is nobody else's: not suspended, not owed to families by earlier refunds, not the institution's.
    private func familyMoney(of id: USCC) -> Fen {
        let ledger = state.ledger
        let uncovered = state.instructions.all.filter { $0.institution == id && $0.status == .uncovered }.reduce(Fen.zero) { $0 + $1.amount }
        let others = [AccountID.suspense(id), .refundsPayable(id), .released(id), .pendingRelease(id), .earned(id), .interest(id)]
        return max(.zero, ledger.available(.bank(id)) - others.reduce(.zero) { $0 + ledger.available($1) } + uncovered)
    }
}

/// A creditor's claim comes after the families' (R1.81).
func file(_ claim: ClaimFiled, _ state: State) throws(Refusal) -> [Fact] {
    let institution = try account(of: claim.institution, state)
    guard institution.status.isClosed || institution.status == .deregistering else {
        throw .refused(.stateForbids, "institution \(claim.institution) is \(institution.status.rawValue); claims are filed against one that stops")
    }
    guard state.claims[claim.claim] == nil else { throw .refused(.alreadyExists, "claim \(claim.claim) is filed already") }
    try requireAmount(claim.amountFen, of: "a claim")
    return [.claimFiled(claim)]
}

/// What is left after the families goes to the creditors: wages first, then others, pro rata within a rank (R1.81).
func distribute(_ remainder: RemainderDistributed, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    let (id, institution) = (remainder.institution, try account(of: remainder.institution, state))
    guard institution.status.isClosed else {
        throw .refused(.stateForbids, "institution \(id) is \(institution.status.rawValue); what is left is distributed when it is closed")
    }
    let families = state.unconsumed(of: id) + state.ledger.balance(.refundsPayable(id)) + state.ledger.balance(.suspense(id))
    guard families == .zero else {
        throw .refused(.fundsInsufficient, "families come first: \(families) yuan of theirs are not paid yet (R1.81)")
    }
    var draft = Draft(state, circumstances)
    for rank in [ClaimRank.wages, .other] { try draft.award(rank, of: id) }
    guard !draft.facts.isEmpty else { throw .refused(.fundsInsufficient, "nothing is left, or no claim is open") }
    return draft.facts
}

extension Draft {
    fileprivate mutating func award(_ rank: ClaimRank, of id: USCC) throws(Refusal) {
        let claims = state.claims.ids.filter { state.claims[$0].map { $0.institution == id && $0.rank == rank && $0.awarded < $0.amount } ?? false }.sorted()
        let owed = claims.map { state.claims[$0].map { $0.amount - $0.awarded } ?? .zero }
        let fee = min(state.ledger.available(.pendingRelease(id)), state.ledger.available(.bank(id)))
        let deposit = min(state.ledger.available(.riskDeposit(id)), state.ledger.available(.depositBank(id)))
        var left = fee
        for (claim, share) in zip(claims, proRata(owed, available: fee + deposit)) where share > .zero {
            let here = min(share, left)
            left -= here
            add(.claimAwarded(claim: claim, share))
            try instruct(Order(.creditor, of: id, from: .fee, to: claim, debit: .pendingRelease(id), amount: here))
            try instruct(Order(.creditor, of: id, from: .deposit, to: claim, debit: .riskDeposit(id), amount: share - here))
        }
    }
}

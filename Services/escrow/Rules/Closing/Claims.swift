package import Model

/// Shares of what there is among claims, to the fen: each gets its part rounded down, and the fen that are left go one
/// by one to the largest fractions, of equal ones to the earlier claim (largest remainder). All in full if there is
/// enough.
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

/// What a family is owed by an institution that stopped: tuition that is not taught, or a refund that was not covered.
private struct OpenClaim {
    var enrolment: Identifier
    var amount: Fen
    /// The instruction that was not covered.
    var uncovered: Instruction?
}

extension Draft {
    /// Pays the families of an institution that stopped, from all that it has: first the fee account, then the risk
    /// deposit; in full, or pro rata if it is short (R1.81, R1.87). What stays owed is paid when more comes in.
    mutating func settleClaims(of id: USCC) throws(Refusal) {
        let claims = openClaims(of: id)
        guard !claims.isEmpty else { return }
        let total = claims.reduce(Fen.zero) { $0 + $1.amount }
        let (own, money) = (ownMoney(of: id), familyMoney(of: id))
        let inFeeAccount = max(.zero, money.fee + own.total)
        let deposit = max(.zero, min(money.deposit, state.ledger.available(.advanced(id)) - own.total))
        let fromDeposit = max(.zero, min(deposit, total - inFeeAccount))
        let shares = proRata(claims.map(\.amount), available: inFeeAccount + fromDeposit)
        let paid = shares.reduce(.zero, +)
        guard paid > .zero else { return }
        let recovery = Transfer.list(
            (.recovery, .pendingRelease(id), .advanced(id), own.fromRelease),
            (.recovery, .earned(id), .advanced(id), own.fromEarned),
            (.recovery, .riskDeposit(id), .advanced(id), fromDeposit), reference: id.description)
        let families = Set(claims.map(\.enrolment)).count
        add(
            .claimsSettled(
                ClaimsSettled(institution: id, families: families, claimsFen: total, paidFen: paid), recovery))
        var left = paid - fromDeposit
        for (claim, share) in zip(claims, shares) {
            let here = min(share, left)
            left -= here
            try pay(claim, fromFeeAccount: here, fromDeposit: share - here)
        }
    }

    /// In the order of the enrolments.
    private func openClaims(of id: USCC) -> [OpenClaim] {
        let uncovered = state.instructions.all.filter { $0.institution == id && $0.status == .uncovered }
            .compactMap { instruction in
                instruction.enrolment.map {
                    OpenClaim(enrolment: $0, amount: instruction.amount, uncovered: instruction)
                }
            }
        let tuition = openEnrolments(of: id).map {
            OpenClaim(enrolment: $0, amount: state.ledger.balance(.unconsumed($0)))
        }
        return (tuition + uncovered).sorted {
            ($0.enrolment, $0.uncovered?.number ?? 0) < ($1.enrolment, $1.uncovered?.number ?? 0)
        }
    }

    /// A family's enrolment ends, even if its share is nothing.
    private mutating func pay(_ claim: OpenClaim, fromFeeAccount: Fen, fromDeposit: Fen) throws(Refusal) {
        guard let row = state.enrolments[claim.enrolment] else { throw .awaits(.enrolment(claim.enrolment)) }
        let (id, share) = (row.institution, fromFeeAccount + fromDeposit)
        var order = Order(
            .refund, of: id, from: .fee, to: Payee(row.reference), debit: .refundsPayable(id), amount: fromFeeAccount,
            enrolment: row.id,
            cause: .institutionAbsconded)
        if let uncovered = claim.uncovered {
            guard share > .zero else { return }
            add(.instructionReplaced(instruction: uncovered.id, recovered: min(share, row.advance)))
            order = Order(again: uncovered)
            order.amount = uncovered.amount - share
            try owe(order)
            (order.account, order.amount) = (.fee, fromFeeAccount)
        } else {
            if let refund = state.openRefund(of: row.id) { add(refund.closed(.claimSettled)) }
            let transfers = Transfer.list(
                (.repayment, .unconsumed(row.id), .refundsPayable(id), share), reference: row.id.description)
            add(.familyOwed(enrolment: row.id, kept: .zero, advance: .zero, transfers))
        }
        try instruct(order)
        (order.account, order.amount) = (.deposit, fromDeposit)
        try instruct(order)
    }

    /// The institution's own money in the fee account, as far as it had others' in advance: students come first
    /// (R1.81).
    private func ownMoney(of id: USCC) -> (fromRelease: Fen, fromEarned: Fen, total: Fen) {
        let advanced = state.ledger.available(.advanced(id))
        let release = min(advanced, state.ledger.available(.pendingRelease(id)))
        let earned = min(advanced - release, state.ledger.available(.earned(id)))
        return (release, earned, release + earned)
    }

    /// What lies in the fee account and is nobody else's: not suspended, not owed to families by earlier refunds, not
    /// the institution's; below zero if a charge of the bank took more. And what lies in the deposit account and is the
    /// institution's.
    private func familyMoney(of id: USCC) -> (fee: Fen, deposit: Fen) {
        let ledger = state.ledger
        let owed = state.instructions.all.filter { $0.institution == id && $0.debit != .riskDeposit(id) }
        func sum(_ isCounted: (Instruction) -> Bool) -> Fen { owed.filter(isCounted).reduce(.zero) { $0 + $1.amount } }
        // Of what is owed, no money is there for this, and the money of that waits in the deposit account to be told
        // again.
        let (uncovered, returned) = (
            sum { $0.status == .uncovered }, sum { $0.status == .failed && $0.account == .deposit }
        )
        let others = [
            AccountID.suspense(id), .refundsPayable(id), .released(id), .pendingRelease(id), .earned(id), .interest(id),
        ]
        let fee =
            ledger.available(.bank(id)) - others.reduce(.zero) { $0 + ledger.available($1) } + uncovered + returned
        return (fee, min(ledger.available(.riskDeposit(id)), ledger.available(.depositBank(id)) - returned))
    }
}

/// A creditor's claim comes after the families' (R1.81).
func file(_ claim: ClaimFiled, _ state: State) throws(Refusal) -> [Fact] {
    let institution = try account(of: claim.institution, state)
    guard institution.status.isClosed || institution.status == .deregistering else {
        throw .refused(
            .stateForbids,
            "institution \(claim.institution) is \(institution.status); "
                + "claims are filed against one that stops"
        )
    }
    guard state.claims[claim.claim] == nil else {
        throw .refused(.alreadyExists, "the claim is filed already")
    }
    try requireAmount(claim.amountFen, of: "a claim")
    return [.claimFiled(claim)]
}

/// What is left after the families goes to the creditors: wages first, then others, pro rata within a rank (R1.81).
func distribute(_ remainder: RemainderDistributed, _ state: State, _ circumstances: Circumstances) throws(Refusal)
    -> [Fact]
{
    let (id, institution) = (remainder.institution, try account(of: remainder.institution, state))
    guard institution.status.isClosed else {
        throw .refused(
            .stateForbids,
            "institution \(id) is \(institution.status); what is left is distributed when it is closed")
    }
    let families =
        state.unconsumed(of: id) + state.ledger.balance(.refundsPayable(id)) + state.ledger.balance(.suspense(id))
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
        let claims = state.claims.ids.filter {
            state.claims[$0].map { $0.institution == id && $0.rank == rank && $0.awarded < $0.amount } ?? false
        }.sorted()
        let owed = claims.map { state.claims[$0].map { $0.amount - $0.awarded } ?? .zero }
        var sources = creditors(of: id)
        for (claim, share) in zip(claims, proRata(owed, available: sources.reduce(.zero) { $0 + $1.left }))
        where share > .zero {
            add(.claimAwarded(claim: claim, share))
            var left = share
            for index in sources.indices {
                let here = min(left, sources[index].left)
                left -= here
                sources[index].left -= here
                try instruct(
                    Order(
                        .creditor, of: id, from: sources[index].bank, to: Payee(claim), debit: sources[index].account,
                        amount: here))
            }
        }
    }

    /// What creditors are paid from: what was due to the institution, what it earned if no share will ever make it due,
    /// and its deposit.
    private func creditors(of id: USCC) -> [(account: AccountID, bank: BankAccount, left: Fen)] {
        let isGone = state.institutions[id]?.status == .absconded
        let accounts: [(AccountID, BankAccount)] =
            [(.pendingRelease(id), .fee)] + (isGone ? [(.earned(id), .fee)] : []) + [(.riskDeposit(id), .deposit)]
        return accounts.map { ($0, $1, state.ledger.available($0)) }
    }
}

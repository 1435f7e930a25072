import Model

extension Draft {
    /// Reckons what the families of an institution whose people are gone get, from all that it has: first the fee
    /// account, then the risk deposit; in full, or pro rata if it is short (R1.81, R1.87). What stays owed is paid when
    /// more came in.
    mutating func reckonClaims(of id: USCC) throws(Refusal) {
        guard let institution = state.institutions[id], institution.status == .absconded, institution.bank != nil,
            mayInstruct()
        else { return }
        if state.settlements[id]?.isOpen(on: circumstances.today) ?? false { return add(.families(.claimsResumed(id))) }
        let totals = state.claimTotals[id] ?? ClaimTotals(of: id, on: circumstances.today, in: state)
        let (own, money) = (ownMoney(of: id), familyMoney(of: id, totals))
        let inFeeAccount = max(.zero, money.fee + own.total)
        let deposit = max(.zero, min(money.deposit, state.ledger.available(.advanced(id)) - own.total))
        let fromDeposit = max(.zero, min(deposit, totals.claims - inFeeAccount))
        let paid = min(totals.claims, inFeeAccount + fromDeposit)
        guard paid > .zero else { return }
        let recovery = Transfer.list(
            (.recovery, .pendingRelease(id), .advanced(id), own.fromRelease),
            (.recovery, .earned(id), .advanced(id), own.fromEarned), reference: id.description)
        let settled = ClaimsSettled(
            institution: id, families: totals.families, claimsFen: totals.claims, paidFen: paid)
        add(.families(.claimsSettled(settled, fromDeposit: fromDeposit, recovery)))
    }

    /// A family has its share, and its enrolment ends, even if the share is nothing. The claim is tuition that is not
    /// taught, or a refund that was not covered. Lessons that wait for an answer do not count: silence is no consent to
    /// people who are gone.
    mutating func payClaim(of enrolment: Identifier, _ refund: Identifier?) throws(Refusal) {
        guard let row = state.enrolments[enrolment], let settlement = state.settlements[row.institution],
            settlement.day == circumstances.today
        else { return }
        let uncovered = refund.flatMap { state.instructions[$0] }
        guard refund == nil || uncovered?.isClaim(before: settlement.reckonedOn) ?? false else { return }
        let amount = uncovered?.amount ?? state.ledger.balance(.unconsumed(enrolment))
        guard amount > .zero else { return }
        let (id, share) = (row.institution, settlement.share(of: amount))
        closeLessons(of: enrolment, counting: false)
        let recovery = Transfer.list(
            (.recovery, .riskDeposit(id), .advanced(id), share.fromDeposit), reference: row.reference.description)
        add(.families(.claimShared(id, claim: amount, recovery)))
        var order = Order(
            .refund, of: id, from: .fee, to: Payee(row.reference), debit: .refundsPayable(id),
            amount: share.fromFeeAccount, enrolment: row.id, cause: .institutionAbsconded)
        let sum = share.fromFeeAccount + share.fromDeposit
        if let uncovered {
            guard sum > .zero else { return }
            add(.bank(.instructionReplaced(instruction: uncovered.id, recovered: min(sum, row.advance))))
            order = Order(again: uncovered)
            order.amount = uncovered.amount - sum
            try owe(order)
            (order.account, order.amount) = (.fee, share.fromFeeAccount)
        } else {
            if let open = state.openRefund(of: row.id) { add(open.closed(.claimSettled)) }
            let transfers = Transfer.list(
                (.repayment, .unconsumed(row.id), .refundsPayable(id), sum), reference: row.reference.description)
            add(.families(.familyOwed(enrolment: row.id, kept: .zero, advance: .zero, transfers)))
        }
        try instruct(order)
        (order.account, order.amount) = (.deposit, share.fromDeposit)
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
    private func familyMoney(of id: USCC, _ totals: ClaimTotals) -> (fee: Fen, deposit: Fen) {
        let ledger = state.ledger
        // Of what is owed, no money is there for the uncovered, and the money of what was returned waits in the deposit
        // account to be told again.
        let (uncovered, returned) = (totals.uncovered, totals.returned)
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
    return [.families(.claimFiled(claim))]
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
            add(.families(.claimAwarded(claim: claim, share)))
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

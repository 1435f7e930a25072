import Model

/// Money came into the risk deposit (R1.40). Families who wait for it are paid when the next day opens.
func receive(_ deposit: DepositReceived, _ state: State) throws(Refusal) -> [Fact] {
    let id = deposit.institution
    _ = try account(of: id, state)
    try requireAmount(deposit.amountFen, of: "a deposit", into: .depositBank(id), state)
    guard state.bankEntries[BankEntryID(BankAccountID(id, .deposit), deposit.reference)]?.book == nil else {
        throw .refused(.alreadyExists, "the deposit of this reference is in the books already")
    }
    let transfer = Transfer(
        .deposit, debit: .depositBank(id), credit: .riskDeposit(id), amount: deposit.amountFen,
        reference: deposit.reference.description)
    return [.accounts(.depositReceived(deposit, [transfer]))]
}

/// The institution has deposit back that is above its minimum (R1.41); one that stopped has it back when no family has
/// a claim.
func giveBack(_ release: DepositReleased, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    let (id, institution) = (release.institution, try account(of: release.institution, state))
    try requireAmount(release.amountFen, of: "a release")
    let minimum = max(
        minimumDeposit(institution, circumstances), institution.status.isRunning ? .zero : state.unconsumed(of: id))
    let free = min(state.ledger.available(.riskDeposit(id)), state.ledger.available(.depositBank(id))) - minimum
    guard !institution.isFrozen, release.amountFen <= free else {
        throw .refused(
            .fundsInsufficient,
            "\(max(.zero, free)) yuan of the deposit are above the minimum of \(minimum); "
                + "nothing is given back under a freeze (R1.41)"
        )
    }
    var draft = Draft(state, circumstances)
    try draft.instruct(
        Order(
            .depositReturn, of: id, from: .deposit, to: Payee(id), debit: .riskDeposit(id),
            amount: release.amountFen))
    return draft.facts
}

/// What the deposit must come to: a share of the fees that it stands for (R1.41), and what the commission filed
/// (R1.44).
func minimumDeposit(_ institution: Institution, _ circumstances: Circumstances) -> Fen {
    let coverage = circumstances.policy(.depositCoveragePermille)
    return max(institution.depositMinimum, institution.openDepositFees.times(coverage, per: 1_000))
}

/// How enrolments from now on are released (R1.34).
func assign(_ assigned: ReleaseModeAssigned, _ state: State) throws(Refusal) -> [Fact] {
    guard state.institutions[assigned.institution] != nil else { throw .awaits(.institution(assigned.institution)) }
    guard (Fen.zero...Fen.mostOfEvent).contains(assigned.depositMinimumFen ?? .zero) else {
        throw .refused(.dataInvalid, "a minimum is not below zero, and \(Fen.mostOfEvent) yuan at the most")
    }
    return [.accounts(.modeAssigned(assigned))]
}

/// The bank opened the institution's one special fee account (R1.20, R1.22).
func open(_ opened: AccountOpened, _ state: State) throws(Refusal) -> [Fact] {
    let id = opened.institution
    guard let institution = state.institutions[id] else { throw .awaits(.institution(id)) }
    guard institution.bank == nil else {
        throw .refused(.alreadyExists, "institution \(id) has its one special fee account already (R1.20)")
    }
    guard institution.status.isRunning else {
        throw .refused(
            .institutionNotOperating, "institution \(id) is \(institution.status) and may not take fees")
    }
    return [.accounts(.accountOpened(opened))]
}

/// An institution that has its accounts.
func account(of id: USCC, _ state: State) throws(Refusal) -> Institution {
    guard let institution = state.institutions[id], institution.bank != nil else { throw .awaits(.account(id)) }
    return institution
}

import Model

/// The registry's latest word on an institution: one that absconded is frozen at once, and its families are paid with
/// the next day's opening (R1.80, R1.87); one that deregisters is cleared when it holds no tuition (R2.31).
func follow(_ snapshot: InstitutionSnapshot, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    let (id, before) = (snapshot.institution, state.institutions[snapshot.institution])
    guard before?.status != snapshot.status || before?.category != snapshot.category else { return [] }
    var draft = Draft(state, circumstances)
    draft.add(
        .accounts(.institutionChanged(id, from: before?.status, to: snapshot.status, category: snapshot.category)))
    guard before?.status != snapshot.status else { return draft.facts }
    switch snapshot.status {
    case .absconded: draft.abscond(id)
    case .deregistering: if draft.mayInstruct() { try draft.clear(id) }
    case .surveyed, .filed, .operating, .transforming, .transformed, .deregistered, .revoked: break
    }
    return draft.facts + draft.left
}

/// Releases stop; refunds go on (R1.87).
func apply(_ freeze: AccountFrozen, _ state: State) throws(Refusal) -> [Fact] {
    guard try !account(of: freeze.institution, state).isFrozen else {
        throw .refused(.stateForbids, "the account of institution \(freeze.institution) is frozen already")
    }
    return [frozen(freeze.institution, cause: freeze.cause, state)]
}

/// Releases go on, except those of an institution whose people are gone.
func apply(_ end: AccountUnfrozen, _ state: State) throws(Refusal) -> [Fact] {
    let institution = try account(of: end.institution, state)
    guard institution.isFrozen else {
        throw .refused(.stateForbids, "the account of institution \(end.institution) is not frozen")
    }
    guard institution.status != .absconded else {
        throw .refused(.stateForbids, "institution \(end.institution) has absconded: its account stays frozen (R1.87)")
    }
    return [.accounts(.unfrozen(ReleasesUnfrozen(institution: end.institution)))]
}

private func frozen(_ id: USCC, cause: Line, _ state: State) -> Fact {
    .accounts(.frozen(ReleasesFrozen(institution: id, cause: cause, unconsumedFen: state.unconsumed(of: id))))
}

/// Families of an institution whose people are gone are paid together, each by its claim: nobody has it before the
/// others (R1.81).
func requireNotGone(_ id: USCC, _ state: State) throws(Refusal) {
    guard state.institutions[id]?.status == .absconded else { return }
    throw .refused(
        .stateForbids,
        "institution \(id) has absconded: its families are paid together when a day opens, without being asked (R1.81)")
}

/// The blacklist changed: its standing entries restrict.
func note(_ entry: EntrySnapshot) -> Fact {
    .accounts(
        .restrictionChanged(
            entry: entry.entry, institution: entry.institution,
            expiresOn: entry.status == .listed ? entry.expiresOn : nil))
}

extension Draft {
    /// Freeze first; the claims of all its families are settled together (R1.87).
    fileprivate mutating func abscond(_ id: USCC) {
        guard let institution = state.institutions[id], institution.bank != nil, !institution.isFrozen else { return }
        add(frozen(id, cause: "absconded", state))
    }

    /// Once no family has money at a deregistering institution, what it earned and its deposit are paid out, and then
    /// the registry is told (R2.31).
    mutating func clear(_ id: USCC) throws(Refusal) {
        guard let institution = state.institutions[id], institution.status == .deregistering, !institution.isCleared,
            !institution.isFrozen,
            owesNobody(id)
        else { return }
        try settle(id)
        let deposit = min(state.ledger.available(.riskDeposit(id)), state.ledger.available(.depositBank(id)))
        try instruct(
            Order(.depositReturn, of: id, from: .deposit, to: Payee(id), debit: .riskDeposit(id), amount: deposit))
        let paidOut: [AccountKind] = [.pendingRelease, .released, .riskDeposit]
        guard paidOut.allSatisfy({ state.ledger.balance(.institution($0, id)) == .zero }) else { return }
        add(.accounts(.cleared(ClearanceGiven(institution: id))))
    }

    private func owesNobody(_ id: USCC) -> Bool {
        let families: [AccountKind] = [.refundsPayable, .suspense, .earned]
        return state.unconsumed(of: id) == .zero
            && families.allSatisfy { state.ledger.balance(.institution($0, id)) == .zero }
    }
}

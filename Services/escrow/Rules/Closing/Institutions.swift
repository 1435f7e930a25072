import Model

/// The registry's latest word on an institution: one that absconded is frozen and its families are paid (R1.80, R1.87);
/// one that deregisters is cleared when it holds no tuition (R2.31).
func follow(_ snapshot: InstitutionSnapshot, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    let (id, before) = (snapshot.institution, state.institutions[snapshot.institution])
    guard before?.status != snapshot.status || before?.category != snapshot.category else { return [] }
    var draft = Draft(state, circumstances)
    draft.add(.institutionChanged(id, from: before?.status, to: snapshot.status, category: snapshot.category))
    guard before?.status != snapshot.status else { return draft.facts }
    switch snapshot.status {
    case .absconded: try draft.abscond(id)
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
    return [.unfrozen(ReleasesUnfrozen(institution: end.institution))]
}

private func frozen(_ id: USCC, cause: Line, _ state: State) -> Fact {
    .frozen(ReleasesFrozen(institution: id, cause: cause, unconsumedFen: state.unconsumed(of: id)))
}

/// The blacklist changed: its standing entries restrict.
func note(_ entry: EntrySnapshot) -> Fact {
    .restrictionChanged(
        entry: entry.entry, institution: entry.institution, expiresOn: entry.status == .listed ? entry.expiresOn : nil)
}

extension Draft {
    /// Freeze, then every family's claim (R1.87). Lessons that wait for an answer do not count: silence is no consent
    /// to people who are gone.
    fileprivate mutating func abscond(_ id: USCC) throws(Refusal) {
        guard let institution = state.institutions[id], institution.bank != nil else { return }
        if !institution.isFrozen { add(frozen(id, cause: "absconded", state)) }
        for enrolment in openEnrolments(of: id) { closeLessons(of: enrolment, counting: false) }
        // Else the claims are settled with the next week's payments.
        if mayInstruct() { try settleClaims(of: id) }
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
        add(.cleared(ClearanceGiven(institution: id)))
    }

    private func owesNobody(_ id: USCC) -> Bool {
        let families: [AccountKind] = [.refundsPayable, .suspense, .earned]
        return state.unconsumed(of: id) == .zero
            && families.allSatisfy { state.ledger.balance(.institution($0, id)) == .zero }
    }

    /// Enrolments of an institution with tuition left, in their order.
    func openEnrolments(of id: USCC) -> [Identifier] {
        state.enrolments.all.filter { $0.institution == id && state.ledger.balance(.unconsumed($0.id)) > .zero }.map(
            \.id
        ).sorted()
    }
}

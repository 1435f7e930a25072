import Model

/// Releases stop; refunds go on (R1.87).
func apply(_ freeze: AccountFrozen, _ state: State) throws(Refusal) -> [Fact] {
    let institution = try account(of: freeze.institution, state)
    guard !institution.isFrozen else {
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

/// The registry's latest word on an institution: one that absconded is frozen and its families get their money back, in the order of their
/// enrolments (R1.80, R1.87); one that deregisters is cleared when it holds no tuition (R2.31).
func follow(_ snapshot: InstitutionSnapshot, _ state: State) -> [Fact] {
    let (id, before) = (snapshot.institution, state.institutions[snapshot.institution]?.status)
    guard before != snapshot.status else { return [] }
    let changed = Fact.institutionChanged(id, from: before, to: snapshot.status)
    var draft = Draft(state)
    draft.add(changed)
    switch snapshot.status {
    case .absconded: abscond(id, &draft)
    case .deregistering: clear(id, &draft)
    case .surveyed, .filed, .operating, .transforming, .transformed, .deregistered, .revoked: break
    }
    return draft.facts
}

private func abscond(_ id: USCC, _ draft: inout Draft) {
    guard let institution = draft.state.institutions[id], institution.bank != nil else { return }
    if !institution.isFrozen { draft.add(frozen(id, cause: "absconded", draft.state)) }
    let enrolments = draft.state.enrolments.values.filter { $0.institution == id }.map(\.id).sorted()
    for enrolment in enrolments {
        if let repaid = repay(enrolment, because: .institutionAbsconded, draft.state) { draft.add(repaid) }
    }
}

/// Once no family has tuition left at a deregistering institution, what it earned is paid out and the registry is told (R2.31).
func clear(_ id: USCC, _ draft: inout Draft) {
    guard let institution = draft.state.institutions[id], institution.status == .deregistering, !institution.isCleared,
        draft.state.ledger.unconsumed(of: id) == .zero
    else { return }
    if let settled = settle(id, draft.state) { draft.add(settled) }
    draft.add(.cleared(ClearanceGiven(institution: id)))
}

/// What was released is paid to the institution's own account (R1.35); nil under a freeze, or if there is nothing.
func settle(_ id: USCC, _ state: State) -> Fact? {
    let released = state.ledger.balance(.released(id))
    guard released > .zero, state.institutions[id]?.isFrozen == false else { return nil }
    return .releaseSettled(ReleaseSettled(institution: id, amountFen: released))
}

/// The public list changed: its standing entries restrict.
func note(_ entry: EntrySnapshot) -> Fact {
    .restrictionChanged(
        entry: entry.entry, institution: entry.institution, expiresOn: entry.status == .listed ? entry.expiresOn : nil)
}

private func account(of id: USCC, _ state: State) throws(Refusal) -> Institution {
    guard let institution = state.institutions[id], institution.bank != nil else { throw .awaits(.account(id)) }
    return institution
}

private func frozen(_ id: USCC, cause: String, _ state: State) -> Fact {
    .frozen(ReleasesFrozen(institution: id, cause: cause, unconsumedFen: state.ledger.unconsumed(of: id)))
}

/// Facts of a command in which a later one depends on an earlier one.
struct Draft {
    private(set) var state: State
    private(set) var facts: [Fact] = []

    init(_ state: State) { self.state = state }

    mutating func add(_ fact: Fact) {
        evolve(&state, fact)
        facts.append(fact)
    }
}

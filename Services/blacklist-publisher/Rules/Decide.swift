package import Model

/// The rules of the blacklist: one line a command.
package func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .propose(let proposal): try propose(proposal, state, circumstances)
    case .serveNotice(let notice): try serve(notice, state, circumstances)
    case .object(let objection): try object(objection, state, circumstances)
    case .decideObjection(let decision): try decide(decision, state, circumstances)
    case .remove(let removal): try remove(removal, state, circumstances)
    case .institution(let snapshot): [.institutionKnown(snapshot.institution, name: snapshot.name)]
    case .dayOpened(let opened): state.entries.keys.sorted().flatMap { pass(opened.day, $0, state, circumstances) }
    case .dayWork(let day, let entry): pass(day, entry, state, circumstances)
    }
}

/// A proposal names conduct and basis (R4.01, R4.04).
private func propose(_ proposal: ListingProposed, _ state: State, _ circumstances: Circumstances) throws(Refusal)
    -> [Fact]
{
    guard state.entries[proposal.entry] == nil else {
        throw .refused(.alreadyExists, "the entry exists; a new proposal needs an entry id of its own")
    }
    guard state.institutions[proposal.institution] != nil else { throw .awaits(.institution(proposal.institution)) }
    return [
        .entryChanged(
            Entry(
                id: proposal.entry, institution: proposal.institution, authority: circumstances.poster,
                conduct: proposal.conduct,
                basis: proposal.basis, decisionNumber: proposal.decisionNumber, status: .proposed,
                proposedOn: circumstances.time.day))
    ]
}

/// With the notice the objection window opens: so many working days after the day of service (R4.03, R3.12).
private func serve(_ notice: NoticeServed, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    var entry = try entry(notice.entry, notice.institution, in: [.proposed], state)
    try require(circumstances.poster, isAuthorityOf: entry)
    try circumstances.requireStated(notice.servedOn, in: "servedOn")
    entry.windowEnds = try circumstances.workingDays(
        circumstances.policy(.objectionWorkingDays), after: notice.servedOn)
    entry.servedOn = notice.servedOn
    entry.status = .noticeServed
    return [.entryChanged(entry)]
}

/// On the last day of the window an objection is in time, by the day on which it is posted, whatever it says (T8).
private func object(_ objection: ObjectionRaised, _ state: State, _ circumstances: Circumstances) throws(Refusal)
    -> [Fact]
{
    var entry = try entry(objection.entry, objection.institution, in: [.proposed, .noticeServed], state)
    guard let windowEnds = entry.windowEnds else {
        throw .refused(
            .noticeMissing, "no notice was served for the entry: there is nothing to object to yet (R4.03)")
    }
    guard circumstances.arrival.day <= windowEnds else {
        throw .refused(.objectionLate, "the window for the entry ended on \(windowEnds)")
    }
    entry.status = .objected
    return [.entryChanged(entry)]
}

/// An objection that is upheld ends the entry; a dismissed one lets it go on, at once if the window is over.
private func decide(_ decision: ObjectionDecided, _ state: State, _ circumstances: Circumstances) throws(Refusal)
    -> [Fact]
{
    var entry = try entry(decision.entry, decision.institution, in: [.objected], state)
    try require(circumstances.poster, isAuthorityOf: entry)
    entry.status = decision.upheld ? .withdrawn : .noticeServed
    return [.entryChanged(list(entry, on: circumstances.today, circumstances) ?? entry)]
}

/// A repaired or revoked entry leaves the list (R4.07, R4.20).
private func remove(_ removal: RemovalDecided, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact]
{
    var entry = try entry(removal.entry, removal.institution, in: [.listed], state)
    try require(circumstances.poster, isAuthorityOf: entry)
    entry.status = .removed
    return [.entryChanged(entry)]
}

/// What a new day brings: entries whose window is over are listed, listed ones expire (R4.07, T9).
private func pass(_ day: Day, _ id: Identifier, _ state: State, _ circumstances: Circumstances) -> [Fact] {
    guard let entry = state.entries[id] else { return [] }
    if let listed = list(entry, on: day, circumstances) { return [.entryChanged(listed)] }
    guard entry.status == .listed, let expiresOn = entry.expiresOn, expiresOn <= day else { return [] }
    var expired = entry
    expired.status = .expired
    return [.entryChanged(expired)]
}

/// The entry as listed, if notice was served and the window passed without an open objection; without a notice nothing
/// is ever published (R4.36).
private func list(_ entry: Entry, on day: Day, _ circumstances: Circumstances) -> Entry? {
    guard entry.status == .noticeServed, let windowEnds = entry.windowEnds, windowEnds < day else { return nil }
    var listed = entry
    listed.status = .listed
    listed.listedOn = day
    listed.expiresOn = day.adding(months: Int(circumstances.policy.value(.listingMonths, on: day)))
    return listed
}

private func entry(_ id: Identifier, _ institution: USCC, in statuses: [EntryStatus], _ state: State) throws(Refusal)
    -> Entry
{
    guard let entry = state.entries[id] else { throw .awaits(.entry(id)) }
    guard entry.institution == institution else {
        throw .refused(.stateForbids, "the entry is about another institution")
    }
    guard statuses.contains(entry.status) else {
        throw .refused(
            .stateForbids,
            "the entry is \(entry.status); this needs: \(statuses)")
    }
    return entry
}

/// An entry is moved on by the authority that proposed it (R4.01: each list has its authority; R4.11: who identified
/// repairs).
private func require(_ poster: Identifier, isAuthorityOf entry: Entry) throws(Refusal) {
    guard poster == entry.authority else {
        throw .refused(.posterNotAllowed, "the entry is the matter of the authority which proposed it")
    }
}

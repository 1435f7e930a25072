import Model

/// A department found a breach at an institution that was looked at; its rectification is due in working days after the
/// day on which the department says so (R3.40).
func record(_ report: FindingRecorded, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    guard state.findings[report.finding] == nil else {
        throw .refused(
            .alreadyExists, "the finding is recorded already; another finding needs an id of its own")
    }
    let inspection = try known(report.inspection, state)
    try requirePart(circumstances.poster, in: inspection, at: report.institution, state, circumstances)
    guard inspection.inspected[report.institution] != nil else {
        throw .awaits(.look(inspection.id, at: report.institution))
    }
    let finding = Finding(
        id: report.finding, inspection: inspection.id, institution: report.institution,
        department: circumstances.poster,
        category: report.category, severity: report.severity, due: try due(circumstances))
    return [.findings(.findingOpened(finding))]
}

/// The institution says that it has put a finding right; after the due day this still counts, but the term stays
/// overdue, whatever the report says of its own time.
func report(
    _ rectification: RectificationReported, _ state: State, _ circumstances: Circumstances
) throws(Refusal) -> [Fact] {
    var finding = try known(rectification.finding, of: rectification.institution, state)
    guard finding.state == .open else {
        throw .refused(
            .stateForbids,
            "the finding is \(finding.state); a rectification is reported while it is open")
    }
    let overdue = finding.overdue(on: circumstances.arrival.day)
    finding = overdue ?? finding
    finding.state = .reported
    return (overdue.map { [.findings(.rectificationOverdue($0))] } ?? []) + [.findings(.rectificationReported(finding))]
}

/// A department of the task force checked: the finding is closed, or open for another term from the day of the check.
func check(_ rectification: RectificationChecked, _ state: State, _ circumstances: Circumstances) throws(Refusal)
    -> [Fact]
{
    var finding = try known(rectification.finding, of: rectification.institution, state)
    try requireTaskForce(circumstances.poster, state)
    guard finding.state == .reported else {
        throw .refused(
            .stateForbids,
            "the finding is \(finding.state); a rectification is checked after it is reported")
    }
    if rectification.accepted {
        finding.state = .closed
        return [.findings(.findingClosed(finding))]
    }
    finding.state = .open
    finding.due = try due(circumstances)
    finding.isOverdue = false
    return [.findings(.findingReopened(finding))]
}

/// On the opening of a day: terms that are over with nothing reported, each once.
func remind(_ id: Identifier, before day: Day, _ state: State) -> Fact? {
    state.findings[id]?.overdue(on: day).map { .findings(.rectificationOverdue($0)) }
}

extension Finding {
    /// The finding with its term gone by; nil if it did not, or is known to have.
    fileprivate func overdue(on day: Day) -> Finding? {
        guard state == .open, !isOverdue, due < day else { return nil }
        var finding = self
        finding.isOverdue = true
        finding.termsOverdue += 1
        return finding
    }
}

private func due(_ circumstances: Circumstances) throws(Refusal) -> Day {
    try circumstances.workingDays(circumstances.policy(.rectificationWorkingDays), after: circumstances.arrival.day)
}

private func known(_ id: Identifier, of institution: USCC, _ state: State) throws(Refusal) -> Finding {
    guard let finding = state.findings[id] else { throw .awaits(.finding(id)) }
    guard finding.institution == institution else {
        throw .refused(.stateForbids, "the finding does not stand against institution \(institution)")
    }
    return finding
}

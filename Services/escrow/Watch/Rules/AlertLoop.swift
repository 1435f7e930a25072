import Model

// The loop of an alert: clue → identified → warned → answered → closed (R1.52).

func identify(_ step: AlertIdentified, _ state: State) throws(Refusal) -> [Fact] {
    var alert = try find(step.alert, of: step.institution, from: [.clue], state)
    alert.status = step.real ? .identified : .closed
    return [.watch(.alertChanged(alert))]
}

func warn(_ step: AlertWarned, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    var alert = try find(step.alert, of: step.institution, from: [.identified, .answered], state)
    let first = circumstances.arrival.day
    guard first <= step.due, step.due <= first.adding(days: 366) else {
        throw .refused(.dataInvalid, "data.due is a day from that of the warning, \(first), to a year after it")
    }
    (alert.status, alert.due) = (.warned, step.due)
    return [.watch(.alertChanged(alert))]
}

func answer(_ step: AlertAnswered, _ state: State) throws(Refusal) -> [Fact] {
    var alert = try find(step.alert, of: step.institution, from: [.warned], state)
    (alert.status, alert.answer) = (.answered, step.answer)
    return [.watch(.alertChanged(alert))]
}

func close(_ step: AlertClosed, _ state: State) throws(Refusal) -> [Fact] {
    var alert = try find(step.alert, of: step.institution, from: [.identified, .warned, .answered], state)
    alert.status = .closed
    return [.watch(.alertChanged(alert))]
}

private func find(_ id: Identifier, of institution: USCC, from steps: [AlertStatus], _ state: State) throws(Refusal)
    -> Alert
{
    guard let alert = state.alerts[id] else { throw .awaits(.alert(id)) }
    guard alert.institution == institution else {
        throw .refused(.dataInvalid, "the alert is not of institution \(institution)")
    }
    guard steps.contains(alert.status) else {
        throw .refused(.stateForbids, "the alert is \(alert.status); this step follows: \(steps)")
    }
    return alert
}

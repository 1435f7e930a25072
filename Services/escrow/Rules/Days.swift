import Model

/// A day begins: silence has agreed to refunds (R1.60), what was released is paid out once a week (R1.35), and deregistering institutions
/// without tuition are cleared (R2.31).
func begin(_ opened: DayOpened, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    var draft = Draft(state)
    let overdue = state.refunds.values.filter { $0.status == .pending && $0.due < opened.day }
    for refund in overdue.sorted(by: { ($0.due, $0.id) < ($1.due, $1.id) }) { draft.add(pay(refund, draft.state)) }
    let institutions = state.institutions.keys.sorted()
    if try isSettlementDay(opened, circumstances) {
        for id in institutions {
            if let settled = settle(id, draft.state) { draft.add(settled) }
        }
    }
    for id in institutions { clear(id, &draft) }
    return draft.facts
}

/// The first working day of a week from Monday to Sunday.
func isSettlementDay(_ opened: DayOpened, _ circumstances: Circumstances) throws(Refusal) -> Bool {
    guard opened.workingDay else { return false }
    return try circumstances.workingDays(1, after: opened.day.adding(days: -opened.day.weekday)) == opened.day
}

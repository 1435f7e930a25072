import Model

/// A day begins. Silence confirms lessons (R1.32) and agrees to refunds (R1.60), days of
/// passes are over (R1.68), shares fall due (R1.33, R1.34), instructions without an answer fail; once a
/// week what is due is paid out (R1.35) and what failed is tried again; deregistering institutions without tuition are
/// cleared (R2.31); alerts look at every account (R1.50-R1.54); and the day before is sealed.
func begin(_ opened: DayOpened, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    var draft = Draft(state, circumstances)
    if let sealed = state.sealed { draft.add(.ledgerSealed(sealed, state.seals)) }
    draft.confirmSilently()
    draft.releaseDays()
    draft.releaseShares()
    try draft.agreeSilently()
    draft.expireInstructions()
    let institutions = state.institutions.ids.sorted()
    if try isSettlementDay(opened, circumstances) {
        for id in institutions {
            try draft.retry(id)
            try draft.settle(id)
            if state.institutions[id]?.status == .absconded { try draft.settleClaims(of: id) }
        }
    }
    for id in institutions {
        try draft.clear(id)
        try draft.watch(id)
    }
    return draft.facts
}

extension Draft {
    /// Silence confirms, but not under a freeze: nobody may be there to be answered (R1.32, R1.87).
    fileprivate mutating func confirmSilently() {
        let due = state.attendances.ids.filter {
            state.attendances[$0].map { $0.status == .held && $0.due < circumstances.today } ?? false
        }
        for id in due.sorted() {
            guard let attendance = state.attendances[id], let enrolment = state.enrolments[id.enrolment],
                !enrolment.isRepaid,
                state.institutions[attendance.institution]?.isFrozen == false
            else { continue }
            add(count(id, attendance, enrolment, state, silent: true))
        }
    }

    fileprivate mutating func releaseShares() {
        let due = state.enrolments.all.filter { $0.shareDue.map { $0 <= circumstances.today } ?? false }.map(\.id)
        for id in due.sorted() {
            guard let enrolment = state.enrolments[id], let fact = releaseShare(of: enrolment, state, circumstances)
            else { continue }
            add(fact)
        }
    }

    fileprivate mutating func agreeSilently() throws(Refusal) {
        let overdue = state.refunds.all.filter { $0.status == .pending && $0.due < circumstances.today }
        for refund in overdue.sorted(by: { ($0.due, $0.id) < ($1.due, $1.id) }) { try agree(refund, silent: true) }
    }

    fileprivate mutating func expireInstructions() {
        let overdue = state.instructions.all.filter { $0.status.isPending && $0.validThrough < circumstances.today }
        for instruction in overdue.sorted(by: { ($0.institution, $0.number) < ($1.institution, $1.number) }) {
            add(failed(instruction, expired: true))
        }
    }
}

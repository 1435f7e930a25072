package import Model

/// A part of what a day brings, small enough for one transaction: the rows on which something is due, and the
/// institutions that are done with them. All parts together are the day's work; what is done is not due any more.
package struct DayPortion: Sendable, Hashable {
    package var opened: DayOpened
    /// The first part of the day: the days before it are sealed with it.
    package var isFirst: Bool
    /// Lessons that silence confirms.
    package var lessons: [AttendanceID] = []
    /// Enrolments whose days of a pass are counted, and whose shares fall due.
    package var passes: [Identifier] = []
    package var shares: [Identifier] = []
    /// Refunds to which silence agrees.
    package var refunds: [Identifier] = []
    /// Instructions that the bank did not answer in time.
    package var instructions: [Identifier] = []
    /// Institutions whose rows of all kinds are done with this part: settled, cleared and watched.
    package var institutions: [USCC] = []
    /// Institutions of any of these rows: all are locked.
    package var touched: Set<USCC> = []

    package init(_ opened: DayOpened, isFirst: Bool) {
        self.opened = opened
        self.isFirst = isFirst
    }

    /// All that is due among the rows of a state: the whole day's work, undivided.
    init(_ opened: DayOpened, in state: State, on today: Day) {
        self.init(opened, isFirst: true)
        lessons = state.attendances.ids.filter { state.attendances[$0]?.isSilent(before: today) ?? false }
        passes = state.enrolments.all.filter { $0.daysDue.map { $0 <= today } ?? false }.map(\.id)
        shares = state.enrolments.all.filter { $0.shareDue.map { $0 <= today } ?? false }.map(\.id)
        refunds = state.refunds.all.filter { $0.isSilent(before: today) }.map(\.id)
        instructions = state.instructions.all.filter { $0.isUnanswered(before: today) }.map(\.id)
        institutions = Array(state.institutions.ids)
    }
}

extension Attendance {
    /// The guardian did not answer in time.
    fileprivate func isSilent(before day: Day) -> Bool { status == .held && due < day }
}

extension Refund {
    /// The institution did not answer in time.
    fileprivate func isSilent(before day: Day) -> Bool { status == .pending && due < day }
}

extension Instruction {
    fileprivate func isUnanswered(before day: Day) -> Bool { status.isPending && validThrough < day }
}

/// A day begins. Silence confirms lessons (R1.32) and agrees to refunds (R1.60), days of
/// passes are over (R1.68), shares fall due (R1.33, R1.34), instructions without an answer fail; once a
/// week what is due is paid out (R1.35) and what failed is tried again; deregistering institutions without tuition are
/// cleared (R2.31); alerts look at every account (R1.50-R1.54); and the day before is sealed.
///
/// No institution's work looks at another's, so that it makes no difference where the day is cut. What needs a calendar
/// year without a file is left for a day that has it; all else goes on.
func begin(_ portion: DayPortion, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    var draft = Draft(state, circumstances)
    if portion.isFirst, let sealed = state.sealed { draft.add(.ledgerSealed(sealed, state.seals)) }
    draft.confirmSilently(portion.lessons)
    draft.releaseDays(of: portion.passes)
    draft.releaseShares(portion.shares)
    try draft.agreeSilently(portion.refunds)
    draft.expireInstructions(portion.instructions)
    let institutions = portion.institutions.sorted()
    if draft.isSettlementDay(portion.opened), draft.mayInstruct() {
        for id in institutions {
            try draft.retry(id)
            try draft.settle(id)
            if state.institutions[id]?.status == .absconded { try draft.settleClaims(of: id) }
        }
    }
    for id in institutions {
        if draft.state.institutions[id]?.status == .deregistering, draft.mayInstruct() { try draft.clear(id) }
        draft.watch(id)
    }
    return draft.facts + draft.left
}

extension Draft {
    /// Silence confirms, but not under a freeze: nobody may be there to be answered (R1.32, R1.87).
    fileprivate mutating func confirmSilently(_ lessons: [AttendanceID]) {
        for id in lessons.sorted() {
            guard let attendance = state.attendances[id], attendance.isSilent(before: circumstances.today),
                let enrolment = state.enrolments[id.enrolment], !enrolment.isRepaid,
                state.institutions[attendance.institution]?.isFrozen == false
            else { continue }
            add(count(id, attendance, enrolment, state, silent: true))
        }
    }

    fileprivate mutating func releaseShares(_ enrolments: [Identifier]) {
        for id in enrolments.sorted() {
            guard let enrolment = state.enrolments[id], let fact = releaseShare(of: enrolment, state, circumstances)
            else { continue }
            add(fact)
        }
    }

    fileprivate mutating func agreeSilently(_ refunds: [Identifier]) throws(Refusal) {
        let overdue = refunds.compactMap { state.refunds[$0] }.filter { $0.isSilent(before: circumstances.today) }
        guard !overdue.isEmpty, mayInstruct(), mayCount(.refundOverdueWorkingDays) else { return }
        for refund in overdue.sorted(by: { ($0.due, $0.id) < ($1.due, $1.id) }) { try agree(refund, silent: true) }
    }

    fileprivate mutating func expireInstructions(_ instructions: [Identifier]) {
        let overdue = instructions.compactMap { state.instructions[$0] }
            .filter { $0.isUnanswered(before: circumstances.today) }
        for instruction in overdue.sorted(by: { ($0.institution, $0.number) < ($1.institution, $1.number) }) {
            add(failed(instruction, expired: true))
        }
    }

    /// True if the bank can be told something today: the last day of an instruction can be counted.
    mutating func mayInstruct() -> Bool { mayCount(.instructionWorkingDays) }

    /// True if so many working days from today can be counted; else what needs them is left for another day.
    private mutating func mayCount(_ key: PolicyKey) -> Bool {
        let (count, today) = (Int(circumstances.policy(key)), circumstances.today)
        return ask { (calendar) throws(MissingCalendarYear) in
            try calendar.adding(workingDays: count, to: today)
        } != nil
    }

    /// The first working day of a week from Monday to Sunday; not if it is unknown whether people work.
    fileprivate mutating func isSettlementDay(_ opened: DayOpened) -> Bool {
        guard opened.workingDay != false else { return false }
        let sunday = opened.day.adding(days: -opened.day.weekday)
        return ask { (calendar) throws(MissingCalendarYear) in
            try calendar.adding(workingDays: 1, to: sunday) == opened.day
        } ?? false
    }
}

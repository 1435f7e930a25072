package import Model

/// A part of what a day brings, small enough for one transaction. All parts together are the day's work; what is done
/// is not due any more.
package struct DayPortion: Sendable, Hashable {
    package var day: Day
    /// Inspections whose day is over.
    package var inspections: [Identifier] = []
    /// Findings whose term is over with nothing reported.
    package var findings: [Identifier] = []
    /// Schools without a visit in months that are over.
    package var missed: [SchoolMonth] = []
    /// Months of which no such school is left.
    package var judged: [Month] = []

    package init(_ day: Day) { self.day = day }

    /// All that is due among the rows of a state: the whole day's work, undivided.
    init(_ day: Day, in state: State) {
        self.init(day)
        inspections = Array(state.inspections.keys)
        findings = Array(state.findings.keys)
        judged = state.months.keys.filter { $0.last < day }
        missed = judged.flatMap { month in state.schools.keys.map { SchoolMonth(school: $0, month: month) } }
    }
}

/// A day begins: inspections whose day is over were held or not, terms that are over with nothing reported are named,
/// and so are schools without a visit in a month that is over (R3.54).
func begin(_ portion: DayPortion, _ state: State) -> [Fact] {
    settle(portion.inspections, before: portion.day, state) + remind(portion.findings, before: portion.day, state)
        + judge(portion, state)
}

package import Model

/// What follows from a command: facts, or a refusal.
package func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .accounts(let command): try decide(command, state, circumstances)
    case .tuition(let command): try decide(command, state, circumstances)
    case .families(let command): try decide(command, state, circumstances)
    case .bank(let command): try decide(command, state, circumstances)
    case .watch(let command): try decide(command, state, circumstances)
    case .dayOpened(let day): try begin(DayWork.all(day, in: state, on: circumstances.today), state, circumstances)
    case .dayWork(let work): try begin([work], state, circumstances)
    }
}

/// Facts of a command in which a later one depends on an earlier one.
struct Draft {
    private(set) var state: State
    private(set) var facts: [Fact] = []
    let circumstances: Circumstances
    /// Years without a calendar file that something needed.
    private(set) var missing: Set<Int> = []

    init(_ state: State, _ circumstances: Circumstances) {
        self.state = state.draft
        self.circumstances = circumstances
    }

    mutating func add(_ fact: Fact) {
        evolve(&state, fact, on: circumstances.today)
        facts.append(fact)
    }

    /// What is said of them.
    var left: [Fact] { missing.sorted().map { .leftForCalendar($0) } }

    /// What the calendar says; nil if it has no file for a year that this needs, which is noted.
    mutating func ask<Answer>(
        _ question: (WorkingCalendar) throws(MissingCalendarYear) -> Answer
    ) -> Answer? {
        do {
            return try question(circumstances.calendar)
        } catch {
            missing.insert(error.year)
            return nil
        }
    }
}

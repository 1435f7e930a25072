package import Model

/// What follows from a command: facts, or a refusal.
package func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .openAccount(let account): try open(account, state)
    case .assignMode(let mode): try assign(mode, state)
    case .receiveDeposit(let deposit): try receive(deposit, state)
    case .releaseDeposit(let release): try giveBack(release, state, circumstances)
    case .freeze(let freeze): try apply(freeze, state)
    case .unfreeze(let end): try apply(end, state)

    case .publishCourse(let course): try publish(course, state, circumstances)
    case .pay(let payment): try accept(payment, state, circumstances)
    case .suspend(let payment):
        try suspend(payment, .referenceUnknown, "its course was not published in time", state, circumstances)
    case .holdLesson(let lesson): try hold(lesson, state, circumstances)
    case .confirmLesson(let lesson): try confirm(lesson, state)
    case .disputeLesson(let lesson): try dispute(lesson, state, circumstances)
    case .decideLesson(let decision): try settle(decision, state)
    case .cancelLesson(let lesson): try cancel(lesson, state, circumstances)
    case .transferEnrolment(let transfer): try move(transfer, state, circumstances)

    case .requestRefund(let request): try file(request, state, circumstances)
    case .answerRefund(let answer): try settle(answer, state, circumstances)
    case .decideRefund(let decision): try settle(decision, state, circumstances)
    case .fileClaim(let claim): try file(claim, state)
    case .distributeRemainder(let remainder): try distribute(remainder, state, circumstances)

    case .answerInstruction(let answer): try settle(answer, state, circumstances)
    case .receiveStatement(let statement): try reconcile(statement, state, circumstances)
    case .clearDifference(let clearing): try clear(clearing, state)

    case .identifyAlert(let step): try identify(step, state)
    case .warnAlert(let step): try warn(step, state, circumstances)
    case .answerAlert(let step): try answer(step, state)
    case .closeAlert(let step): try close(step, state)

    case .institution(let snapshot): try follow(snapshot, state, circumstances)
    case .restrict(let entry): [note(entry)]
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

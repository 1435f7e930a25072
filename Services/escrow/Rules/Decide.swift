package import Model

/// What follows from a command: facts, or a refusal.
package func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .openAccount(let account): try open(account, state)
    case .pay(let payment): try accept(payment, state, circumstances)
    case .confirmLesson(let lesson): try release(lesson, state)
    case .requestRefund(let request): try file(request, state, circumstances)
    case .answerRefund(let answer): try settle(answer, state)
    case .freeze(let freeze): try apply(freeze, state)
    case .unfreeze(let end): try apply(end, state)
    case .institution(let snapshot): follow(snapshot, state)
    case .restrict(let entry): [note(entry)]
    case .dayOpened(let day): try begin(day, state, circumstances)
    }
}

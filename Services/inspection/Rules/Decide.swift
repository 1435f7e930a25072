package import Model

/// The rules of the inspection service, by subject.
package func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .inspections(let command): try decide(command, state, circumstances)
    case .findings(let command): try decide(command, state, circumstances)
    case .schools(let command): try decide(command, state, circumstances)
    case .dayOpened(let opened): DayWork.all(opened.day, in: state).flatMap { begin($0, state) }
    case .dayWork(let work): begin(work, state)
    }
}

package import Model

/// The registry's rules, by subject.
package func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .institutions(let command): try decide(command, state, circumstances)
    case .grids(let command): try decide(command, state, circumstances)
    case .clock(let command): decide(command, state, circumstances)
    }
}

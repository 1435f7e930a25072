package import Model

/// What a batch is about: the keys of the rows that its commands need.
package struct Keys: Sendable {
    /// Locked, in the order of their codes.
    package internal(set) var institutions: Set<USCC> = []
    package internal(set) var grids: Set<Identifier> = []
    package internal(set) var concernClock = false

    package init(_ commands: [Command]) {
        for command in commands {
            switch command {
            case .institutions(let command): add(command)
            case .grids(let command): add(command)
            case .clock(let command): add(command)
            }
        }
    }
}

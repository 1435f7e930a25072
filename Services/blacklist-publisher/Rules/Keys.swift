package import Model

/// What a batch is about: the keys of the rows that its commands need.
package struct Keys: Sendable {
    package private(set) var entries: Set<Identifier> = []
    package private(set) var institutions: Set<USCC> = []

    package init(_ commands: [Command]) {
        for command in commands {
            switch command {
            case .propose(let data):
                entries.insert(data.entry)
                institutions.insert(data.institution)
            case .serveNotice(let data): entries.insert(data.entry)
            case .object(let data): entries.insert(data.entry)
            case .decideObjection(let data): entries.insert(data.entry)
            case .remove(let data): entries.insert(data.entry)
            case .institution(let data): institutions.insert(data.institution)
            case .dayOpened: break
            case .dayWork(_, let entry): entries.insert(entry)
            }
        }
    }
}

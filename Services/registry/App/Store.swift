import Model
import Postgres
import RegistryRules
import Service

/// What the registry reads and writes: each subject has its own tables.
struct Store {
    /// Services that must close a day before the next opens.
    let participants: Set<Identifier>

    /// The institutions, grids and restrictions that the commands name, and the clock if one of them concerns it.
    func load(_ keys: Keys, from connection: any Database) throws(PostgresError) -> State {
        var state = State(
            clock: keys.concernClock
                ? try ClockTables.load(participants, from: connection) : Clock(participants: participants))
        try InstitutionTables.load(keys, into: &state, from: connection)
        try GridTables.load(keys, into: &state, from: connection)
        return state
    }

    /// Everything that the facts changed.
    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError) {
        try GridTables.save(facts, to: connection)
        try InstitutionTables.save(state, facts, to: connection)
        try ClockTables.save(facts, to: connection)
    }
}

import InspectionRules
import Model
import Postgres
import Service

/// What the inspection service reads and writes: each subject has its own tables. Inspections, findings, months,
/// schools: rows are always locked in this order.
struct Store {
    /// The rows of these keys.
    func load(_ keys: Keys, from connection: any Database) throws(PostgresError) -> State {
        var state = State()
        try InspectionTables.load(keys, into: &state, from: connection)
        try FindingTables.load(keys, into: &state, from: connection)
        try SchoolTables.load(keys, into: &state, from: connection)
        return state
    }

    /// Everything that changed, in the order in which tables refer to each other.
    func save(_ state: State, _ facts: [Fact], to connection: any Database) throws(PostgresError) {
        try InspectionTables.save(state, facts, to: connection)
        try FindingTables.save(state, to: connection)
        try SchoolTables.save(state, facts, to: connection)
    }
}

extension FindingState: ColumnWord {}

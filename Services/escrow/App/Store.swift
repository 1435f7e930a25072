import EscrowRules
import Model
import Postgres
import Service

/// SQL; what the rules call a statement is the bank's.
typealias Statement = Postgres.Statement

/// What escrow reads and writes, and nothing else does: a constant number of statements a batch, with array parameters.
/// Each subject has its own tables.
struct Store {
    /// The rows of these keys. The institutions come first: their locks are those of all their rows.
    func load(_ keys: Keys, today: Day, from connection: any Database) throws(PostgresError) -> State {
        var load = Load(keys: keys, today: today, connection: connection)
        try load.institutions()
        try load.alerts()
        try load.instructions()
        try load.refunds()
        try load.attendances()
        try load.enrolments()
        try load.courses()
        try load.bank()
        try load.claims()
        try load.settlements()
        try load.accounts()
        if let day = keys.dayOpened {
            try load.census(day)
            try load.links(before: day)
            if keys.isSealing { try load.seal(before: day) }
        }
        return load.state
    }

    /// Everything that the facts changed. What a day closed with is noted before its accounts move on.
    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError) {
        let save = Save(state: state, facts: facts, connection: connection)
        try save.links()
        try save.institutions()
        try save.tuition()
        try save.refunds()
        try save.instructions()
        try save.suspensions()
        try save.claims()
        try save.bank()
        try save.alerts()
        try save.ledger()
    }
}

/// The rows of a batch, table by table; what one table says can decide what is read of the next.
struct Load {
    let keys: Keys
    let today: Day
    let connection: any Database
    var state = State()

    init(keys: Keys, today: Day, connection: any Database) {
        self.keys = keys
        self.today = today
        self.connection = connection
    }

    /// Refunds that are not decided: their enrolments, with price and lessons, are needed to decide them.
    var undecided: [Refund] { state.refunds.all.filter { $0.status == .pending || $0.status == .disputed } }
}

/// The changes of a batch, table by table.
struct Save {
    let state: State
    let facts: [Recorded<Fact>]
    let connection: any Database
}

extension Sequence<USCC> {
    /// In their order, as a parameter.
    var parameter: [String] { sorted().map(\.stored) }
}

extension Table where ID: Comparable {
    /// Rows that were read.
    mutating func load(_ rows: [TableRow<ID, Row>]) { for row in rows { load(row.row, as: row.id) } }

    /// Rows that are new, in the order of their ids.
    var new: [TableRow<ID, Row>] { rows(added) }

    /// Rows that changed, in the order of their ids.
    var old: [TableRow<ID, Row>] { rows(changed) }

    private func rows(_ ids: [ID]) -> [TableRow<ID, Row>] {
        ids.sorted().compactMap { id in self[id].map { TableRow(id, $0) } }
    }
}

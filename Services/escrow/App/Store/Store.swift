import EscrowRules
import Model
import Postgres
import Service

/// SQL; what the rules call a statement is the bank's.
typealias Statement = Postgres.Statement

/// What escrow reads and writes, and nothing else does: a constant number of statements a batch, with array parameters.
struct Store {
    /// The rows that the subjects name. The institutions come first: their locks are those of all their rows.
    func load(_ subjects: Subjects, today: Day, from connection: any Database) throws(PostgresError) -> State {
        var load = Load(subjects: subjects, today: today, connection: connection)
        try load.institutions()
        try load.restrictions()
        try load.alerts()
        try load.instructions()
        try load.refunds()
        try load.attendances()
        try load.enrolments()
        try load.courses()
        try load.bankEntries()
        try load.statements()
        try load.claims()
        try load.settlements()
        try load.accounts()
        if let day = subjects.dayOpened {
            try load.census(day)
            try load.links(before: day)
            if subjects.isSealing { try load.seal(before: day) }
        }
        return load.state
    }

    /// Everything that the facts changed. What a day closed with is noted before its accounts move on.
    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError) {
        let save = Save(state: state, facts: facts, connection: connection)
        try save.links()
        try save.institutions()
        try save.restrictions()
        try save.courses()
        try save.enrolments()
        try save.attendances()
        try save.refunds()
        try save.instructions()
        try save.suspensions()
        try save.claims()
        try save.settlements()
        try save.bankEntries()
        try save.statements()
        try save.alerts()
        try save.accounts()
        try save.transfers()
    }
}

/// The rows of a batch, table by table; what one table says can decide what is read of the next.
struct Load {
    let subjects: Subjects
    let today: Day
    let connection: any Database
    var state = State()

    init(subjects: Subjects, today: Day, connection: any Database) {
        self.subjects = subjects
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
    var parameter: [String] { sorted().map(\.description) }
}

extension Table where ID: Comparable {
    /// A row with its id.
    typealias Entry = (id: ID, row: Row)

    /// Rows that are new, in the order of their ids.
    var new: [Entry] { rows(added) }

    /// Rows that changed, in the order of their ids.
    var old: [Entry] { rows(changed) }

    private func rows(_ ids: [ID]) -> [Entry] { ids.sorted().compactMap { id in self[id].map { (id, $0) } } }
}

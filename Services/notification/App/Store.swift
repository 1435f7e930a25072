import Model
import NotificationRules
import Postgres
import Service

/// What notification reads and writes.
struct Store {
    /// Notices by the quarter of their day.
    static let ring = Ring(table: "notices", size: 16, keptDays: .noticesKeptDays)

    private static let departments = TableDescription(
        "departments", id: \.id,
        row: {
            Department(id: $0, name: $1, leadingGroup: $2, governanceTaskForce: $3, taskGroups: ($4 as LineList).lines)
        }, .key("department", \.id), .changing("name", \.name), .changing("leading_group", \.leadingGroup),
        .changing("governance_task_force", \.governanceTaskForce),
        .changing("task_groups", { @Sendable in LineList($0.taskGroups) }))

    private static let institutions = TableDescription<USCC, Line>(
        "institutions", key: "institution", row: { $0 }, .value("name", .changing))

    private static let notices = WrittenTable<(id: String, notice: Notice)>(
        "notices",
        .key("notice", \.id), .key("slot") { ring.slot(of: $0.notice.day) }, .column("recipient", \.notice.recipient),
        .column("day", \.notice.day), .column("type", \.notice.type.description),
        .column("subject", \.notice.subject), .column("text", \.notice.text))

    static let tables: [any DescribedTable] = [departments, institutions, notices]

    /// A file that is noted already is noted again: who writes it meanwhile leaves it alone until these notices are
    /// there.
    private static let markUnwritten = Statement(
        """
        insert into loop_unwritten (recipient, day)
        select distinct recipient, day from unnest($1::text[], $2::date[]) as touched (recipient, day) order by 1, 2
        on conflict (recipient, day) do update set day = excluded.day
        """)

    /// All departments, which are few, and the institutions that the commands name.
    func load(_ commands: [Command], from connection: any Database) throws(PostgresError) -> State {
        var state = State()
        guard !commands.isEmpty else { return state }
        for department in try Self.departments.findAll(from: connection) {
            state.departments[department.id] = department.row
        }
        let asked = Set(commands.compactMap(\.institution)).sorted()
        for institution in try Self.institutions.find(asked, from: connection) {
            state.institutions[institution.id] = institution.row
        }
        return state
    }

    /// What changed, and the notices; the files that need writing are noted in the same transaction.
    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError) {
        try Self.departments.upsert(state.departments.rows(state.changedDepartments), into: connection)
        try Self.institutions.upsert(state.institutions.rows(state.changedInstitutions), into: connection)
        let told = facts.compactMap { fact -> (id: String, notice: Notice)? in
            guard case .noticed(let notice) = fact.fact else { return nil }
            return ("\(fact.poster):\(fact.cause):\(notice.recipient)", notice)
        }
        try Self.notices.insertAbsent(told, into: connection)
        try connection.queryUnlessEmpty(
            Self.markUnwritten, told.count, [told.map(\.notice.recipient), told.map(\.notice.day.stored)])
    }
}

import Model
import NotificationRules
import Postgres
import Service

/// All SQL of notification.
struct Store {
    /// Notices by the quarter of their day.
    static let notices = Ring(table: "notices", size: 16, keptDays: .noticesKeptDays)

    private static let findDepartments = Statement(
        """
        select department, name, leading_group, governance_task_force, array_to_string(task_groups, ',')
        from departments
        """)
    private static let findInstitutions = Statement(
        "select institution, name from institutions where institution = any($1::text[])")
    private static let saveDepartments = Statement(
        """
        insert into departments (department, name, leading_group, governance_task_force, task_groups)
        select department, name, leading_group, governance_task_force, string_to_array(task_groups, ',')
        from unnest($1::text[], $2::text[], $3::bool[], $4::bool[], $5::text[])
            as listed (department, name, leading_group, governance_task_force, task_groups)
        on conflict (department) do update set name = excluded.name, leading_group = excluded.leading_group,
            governance_task_force = excluded.governance_task_force, task_groups = excluded.task_groups
        """)
    private static let saveInstitutions = Statement(
        """
        insert into institutions (institution, name) select * from unnest($1::text[], $2::text[])
        on conflict (institution) do update set name = excluded.name
        """)
    private static let saveNotices = Statement(
        """
        insert into notices (notice, recipient, day, type, subject, text, slot)
        select * from unnest($1::text[], $2::text[], $3::date[], $4::text[], $5::text[], $6::text[], $7::int4[])
        on conflict (notice, slot) do nothing
        """)
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
        let departments = try connection.query(Self.findDepartments, []).map { row in
            Department(
                id: row.text(0), name: row.text(1), leadingGroup: row.bool(2), governanceTaskForce: row.bool(3),
                taskGroups: row.string(4).split(separator: ",").map { Line(known: String($0)) })
        }
        state.departments = Dictionary(departments.map { ($0.id, $0) }) { $1 }
        let institutions = Set(commands.compactMap(\.institution)).map(\.description).sorted()
        guard !institutions.isEmpty else { return state }
        for (id, name) in try connection.query(Self.findInstitutions, [institutions]).map({
            ($0.uscc(0), $0.text(1) as Line)
        }
        ) {
            state.institutions[id] = name
        }
        return state
    }

    /// What changed, and the notices; the files that need writing are noted in the same transaction.
    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError) {
        let departments = state.changedDepartments.sorted().compactMap { state.departments[$0] }
        try connection.queryUnlessEmpty(
            Self.saveDepartments, departments.count,
            [
                departments.map(\.id), departments.map(\.name), departments.map(\.leadingGroup),
                departments.map(\.governanceTaskForce),
                departments.map { $0.taskGroups.map(\.description).joined(separator: ",") },
            ])
        let institutions = state.changedInstitutions.sorted()
        try connection.queryUnlessEmpty(
            Self.saveInstitutions, institutions.count,
            [institutions.map(\.description), institutions.map { state.institutions[$0]?.description ?? "" }])
        let notices = facts.compactMap { fact -> (id: String, notice: Notice)? in
            if case .noticed(let notice) = fact.fact {
                ("\(fact.poster):\(fact.cause):\(notice.recipient)", notice)
            } else {
                nil
            }
        }
        let days = notices.map { PostgresDate($0.notice.day) }
        try connection.queryUnlessEmpty(
            Self.saveNotices, notices.count,
            [
                notices.map(\.id), notices.map(\.notice.recipient), days, notices.map(\.notice.type.description),
                notices.map(\.notice.subject),
                notices.map(\.notice.text), notices.map { Int32(Self.notices.slot(of: $0.notice.day)) },
            ])
        try connection.queryUnlessEmpty(Self.markUnwritten, notices.count, [notices.map(\.notice.recipient), days])
    }
}

extension Command {
    fileprivate var institution: USCC? {
        switch self {
        case .statusChanged(let data): data.institution
        case .findingOpened(let data): data.institution
        case .rectificationOverdue(let data): data.institution
        case .findingClosed(let data): data.institution
        case .paymentSuspended(let data): data.institution
        case .instructionFailed(let data): data.institution
        case .refundDisputed(let data): data.institution
        case .claimsSettled(let data): data.institution
        case .alertChanged(let data): data.institution
        case .frozen(let data): data.institution
        case .unfrozen(let data): data.institution
        case .familyRepaid(let data): data.institution
        case .entryChanged(let data): data.institution
        case .suspicion, .inspectionHeld, .visitMissed, .department, .institution, .dayOpened: nil
        }
    }
}

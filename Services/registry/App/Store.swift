import Model
import Postgres
import RegistryRules
import Service

/// All SQL of the registry.
struct Store {
    let participants: Set<Identifier>

    private static let findInstitutions = Statement(
        """
        select institution, name, address, grid, township, status, since, category, surveyed_category, cause
        from institutions where institution = any($1::text[]) order by institution for update
        """)
    private static let findGrids = Statement("select grid, township from grids where grid = any($1::text[])")
    private static let findRestrictions = Statement(
        "select institution, entry from restrictions where institution = any($1::text[])")
    private static let lockClock = Statement("select last_opened from clock for update")
    private static let findAnnounced = Statement("select day from announced_days order by day limit 400")
    private static let findClosed = Statement("select day, service from closed_days")

    private static let saveInstitutions = Statement(
        """
        insert into institutions
            (institution, name, address, grid, township, status, since, category, surveyed_category, cause)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[],
            $8::text[], $9::text[], $10::text[])
        on conflict (institution) do update set name = excluded.name, address = excluded.address, grid = excluded.grid,
            township = excluded.township, status = excluded.status, since = excluded.since,
            category = excluded.category, surveyed_category = excluded.surveyed_category, cause = excluded.cause
        """)
    private static let saveGrids = Statement(
        "insert into grids (grid, township) select * from unnest($1::text[], $2::text[])")
    private static let saveDepartments = Statement(
        """
        insert into departments (department, name, leading_group, governance_task_force, task_groups)
        select department, name, leading_group, governance_task_force, string_to_array(task_groups, ',')
        from unnest($1::text[], $2::text[], $3::bool[], $4::bool[], $5::text[])
            as listed (department, name, leading_group, governance_task_force, task_groups)
        on conflict (department) do update set name = excluded.name, leading_group = excluded.leading_group,
            governance_task_force = excluded.governance_task_force, task_groups = excluded.task_groups
        """)
    private static let savePatrols = Statement(
        """
        insert into patrols (patrol, grid, institution, day, result)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::text[])
        """)
    private static let saveRestrictions = Statement(
        """
        insert into restrictions (entry, institution)
        select * from unnest($1::text[], $2::text[]) on conflict do nothing
        """)
    private static let dropRestrictions = Statement("delete from restrictions where entry = any($1::text[])")
    private static let saveAnnounced = Statement(
        "insert into announced_days (day) select * from unnest($1::date[]) on conflict do nothing")
    private static let saveClosed = Statement(
        "insert into closed_days (day, service) select * from unnest($1::date[], $2::text[]) on conflict do nothing")
    private static let saveOpened = Statement("update clock set last_opened = $1")
    private static let dropAnnounced = Statement("delete from announced_days where day <= $1")
    private static let dropClosed = Statement("delete from closed_days where day < $1")

    /// The institutions, grids and restrictions that the commands name, and the clock if one of them concerns it.
    func load(_ commands: [Command], from connection: any Database) throws(PostgresError) -> State {
        let institutions = Set(commands.compactMap(\.institution)).map(\.description).sorted()
        let grids = Set(commands.compactMap(\.grid)).sorted()
        var state = State(
            clock: commands.contains(where: \.concernsClock) ? try clock(connection) : Clock(participants: participants)
        )
        if !institutions.isEmpty {
            let rows = try connection.query(Self.findInstitutions, [institutions]).map { row in
                Institution(
                    id: row.uscc(0), name: row.text(1), address: row.text(2), grid: row.text(3),
                    township: row.text(4),
                    status: row.word(5), since: row.day(6),
                    category: row.optionalWord(7),
                    surveyedCategory: row.optionalWord(8),
                    cause: row.optionalWord(9))
            }
            state.institutions = Dictionary(rows.map { ($0.id, $0) }) { $1 }
            for (institution, entry) in try connection.query(Self.findRestrictions, [institutions]).map({ row in
                (row.uscc(0), row.identifier(1))
            }) {
                state.restrictions[institution, default: []].insert(entry)
            }
        }
        if !grids.isEmpty {
            let rows = try connection.query(Self.findGrids, [grids]).map { ($0.identifier(0), $0.identifier(1)) }
            state.grids = Dictionary(rows) { $1 }
        }
        return state
    }

    private func clock(_ connection: any Database) throws(PostgresError) -> Clock {
        let opened = try connection.query(Self.lockClock, []).map { $0.optionalDay(0) }
        let announced = try connection.query(Self.findAnnounced, []).map { $0.day(0) }
        let closed = try connection.query(Self.findClosed, []).map { ($0.day(0), $0.identifier(1)) }
        return Clock(
            participants: participants, lastOpened: opened.first ?? nil, announced: announced,
            closed: Dictionary(closed.map { ($0.0, [$0.1]) }) { $0.union($1) })
    }

    /// Everything that the facts changed.
    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError) {
        var changes = Changes()
        for fact in facts { changes.add(fact) }
        try connection.queryUnlessEmpty(
            Self.saveGrids, changes.grids.count, [changes.grids.map(\.grid), changes.grids.map(\.township)])
        try saveInstitutions(state.changed.compactMap { state.institutions[$0] }.sorted { $0.id < $1.id }, connection)
        let departments = changes.departments.values.sorted { $0.department < $1.department }
        try connection.queryUnlessEmpty(
            Self.saveDepartments, departments.count,
            [
                departments.map(\.department), departments.map(\.name), departments.map(\.leadingGroup),
                departments.map(\.governanceTaskForce),
                departments.map { $0.taskGroups.map(\.description).joined(separator: ",") },
            ])
        let patrols = changes.patrols
        try connection.queryUnlessEmpty(
            Self.savePatrols, patrols.count,
            [
                patrols.map(\.id), patrols.map(\.grid), patrols.map(\.institution),
                patrols.map { PostgresDate($0.day) },
                patrols.map(\.result),
            ])
        let listed = changes.restrictions.filter(\.value.isListed).sorted { $0.key < $1.key }
        try connection.queryUnlessEmpty(
            Self.saveRestrictions, listed.count, [listed.map(\.key), listed.map(\.value.institution)])
        let lifted = changes.restrictions.filter { !$0.value.isListed }.keys.sorted()
        try connection.queryUnlessEmpty(Self.dropRestrictions, lifted.count, [lifted])
        try saveClock(changes, connection)
    }

    private func saveClock(_ changes: Changes, _ connection: any Database) throws(PostgresError) {
        let announced = changes.announced.map { PostgresDate($0) }
        try connection.queryUnlessEmpty(Self.saveAnnounced, announced.count, [announced])
        let closed = changes.closed
        try connection.queryUnlessEmpty(
            Self.saveClosed, closed.count, [closed.map { PostgresDate($0.day) }, closed.map(\.service)])
        guard let opened = changes.opened.map({ PostgresDate($0) }) else { return }
        for statement in [Self.saveOpened, Self.dropAnnounced, Self.dropClosed] {
            _ = try connection.query(statement, [opened])
        }
    }

    private func saveInstitutions(_ rows: [Institution], _ connection: any Database) throws(PostgresError) {
        try connection.queryUnlessEmpty(
            Self.saveInstitutions, rows.count,
            [
                rows.map(\.id.description), rows.map(\.name), rows.map(\.address), rows.map(\.grid),
                rows.map(\.township),
                rows.map(\.status.rawValue), rows.map { PostgresDate($0.since) }, rows.map { $0.category?.rawValue },
                rows.map { $0.surveyedCategory?.rawValue }, rows.map { $0.cause?.rawValue },
            ])
    }
}

/// The rows of a batch's facts that are not institutions.
private struct Changes {
    var grids: [GridDrawn] = []
    var departments: [Identifier: DepartmentListed] = [:]
    var patrols: [(id: String, grid: Identifier, institution: String?, day: Day, result: String)] = []
    var restrictions: [Identifier: (institution: String, isListed: Bool)] = [:]
    var announced: [Day] = []
    var closed: [(day: Day, service: Identifier)] = []
    var opened: Day?

    mutating func add(_ fact: Recorded<Fact>) {
        switch fact.fact {
        case .gridDrawn(let grid): grids.append(grid)
        case .departmentListed(let department): departments[department.department] = department
        case .patrolled(let institution, let grid, let day, let result):
            patrols.append((fact.id(), grid, institution?.description, day, result.rawValue))
        case .restrictionChanged(let entry, let institution, let isListed):
            restrictions[entry] = (institution.description, isListed)
        case .dayAnnounced(let day): announced.append(day)
        case .serviceClosed(let day, let service): closed.append((day, service))
        case .dayOpened(let day): opened = day.day
        case .institutionChanged, .suspicionReported: break
        }
    }
}

extension Command {
    /// The institution it is about.
    fileprivate var institution: USCC? {
        switch self {
        case .survey(let data): data.institution
        case .file(let data): data.institution
        case .decidePanel(let data): data.institution
        case .completeTransformation(let data): data.institution
        case .requestDeregistration(let data): data.institution
        case .revokeLicence(let data): data.institution
        case .abscond(let data): data.institution
        case .reportPatrol(let data): data.institution
        case .clear(let data): data.institution
        case .restrict(let data): data.institution
        case .enrolDepartment, .drawGrid, .announceDay, .closeDay, .dayOpened: nil
        }
    }

    /// The grid it is about.
    fileprivate var grid: Identifier? {
        switch self {
        case .drawGrid(let data): data.grid
        case .survey(let data): data.grid
        case .reportPatrol(let data): data.grid
        default: nil
        }
    }

    fileprivate var concernsClock: Bool {
        switch self {
        case .announceDay, .closeDay: true
        default: false
        }
    }
}

import Model
import Postgres
import RegistryRules
import Service

/// Grids, the departments of the joint conference, and patrols.
enum GridTables {
    /// By grid, its township.
    private static let grids = TableDescription<Identifier, Identifier>(
        "grids", key: "grid", row: { $0 }, .value("township", .fixed))

    private static let departments = WrittenTable<DepartmentListed>(
        "departments",
        .key("department", \.department), .changing("name", \.name), .changing("leading_group", \.leadingGroup),
        .changing("governance_task_force", \.governanceTaskForce),
        .changing("task_groups") { LineList($0.taskGroups) })

    private static let patrols = WrittenTable<
        (id: String, institution: USCC?, grid: Identifier, day: Day, result: PatrolResult)
    >(
        "patrols",
        .key("patrol", \.id), .column("grid", \.grid), .column("institution", \.institution), .column("day", \.day),
        .column("result", \.result))

    static let all: [any DescribedTable] = [grids, departments, patrols]

    static func load(
        _ keys: Keys, into state: inout State, from connection: any Database
    ) throws(PostgresError) {
        for grid in try grids.find(keys.grids.sorted(), from: connection) { state.grids[grid.id] = grid.row }
    }

    /// Of a department, the last word.
    static func save(_ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError) {
        var (drawn, listed) = ([TableRow<Identifier, Identifier>](), [Identifier: DepartmentListed]())
        var patrolled: [(id: String, institution: USCC?, grid: Identifier, day: Day, result: PatrolResult)] = []
        for recorded in facts {
            guard case .grids(let fact) = recorded.fact else { continue }
            switch fact {
            case .gridDrawn(let grid): drawn.append(TableRow(grid.grid, grid.township))
            case .departmentListed(let department): listed[department.department] = department
            case .patrolled(let institution, let grid, let day, let result):
                patrolled.append((recorded.id(), institution, grid, day, result))
            case .suspicionReported: break
            }
        }
        try grids.insert(drawn, into: connection)
        try departments.upsert(listed.values.sorted { $0.department < $1.department }, into: connection)
        try patrols.insert(patrolled, into: connection)
    }
}

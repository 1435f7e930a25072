import InspectionRules
import Model
import Postgres
import Service

/// Campaigns and their inspections, and copies of what the registry states.
enum InspectionTables {
    private static let institutions = TableDescription<
        USCC, (name: Line, township: Identifier, status: InstitutionStatus)
    >(
        "institutions", key: "institution",
        row: { ($0, $1, $2) }, .changing("name", \.name), .changing("township", \.township),
        .changing("status", \.status))

    private static let departments = TableDescription<Identifier, (name: Line, isOfTaskForce: Bool)>(
        "departments", key: "department",
        row: { ($0, $1) }, .changing("name", \.name), .changing("task_force", \.isOfTaskForce))

    private static let campaigns = TableDescription<Identifier, (title: Line, first: Day, last: Day)>(
        "campaigns", key: "campaign",
        row: { ($0, $1, $2) }, .fixed("title", \.title), .fixed("first_day", \.first), .fixed("last_day", \.last))

    private static let inspections = TableDescription(
        "inspections", id: \.id,
        row: { Inspection(id: $0, campaign: $1, day: $2, planned: [], isHeld: $3) }, .key("inspection", \.id),
        .fixed("campaign", \.campaign), .fixed("day", \.day), .changing("is_held", \.isHeld))

    private static let planned = TableDescription<(inspection: Identifier, institution: USCC), Bool>(
        "planned", id: { ($0, $1) }, .key("inspection", \.inspection), .key("institution", \.institution),
        row: { $0 }, .value("was_closed", .fixed))

    private static let attendances = TableDescription<(inspection: Identifier, department: Identifier), Int64>(
        "attendances", id: { ($0, $1) }, .key("inspection", \.inspection), .key("department", \.department),
        row: { $0 }, .value("officers", .fixed))

    private static let looks = TableDescription<
        (inspection: Identifier, institution: USCC, department: Identifier), Void
    >(
        "looks", id: { ($0, $1, $2) }, .key("inspection", \.inspection), .key("institution", \.institution),
        .key("department", \.department), row: {})

    static let all: [any DescribedTable] = [
        institutions, departments, campaigns, inspections, planned, attendances, looks,
    ]

    private static let lockInspections = inspections.select(
        "where inspection = any($1::text[]) order by inspection for update")
    private static let findPlanned = planned.select("where inspection = any($1::text[])")
    private static let findAttendances = attendances.select("where inspection = any($1::text[])")
    private static let findLooks = looks.select("where inspection = any($1::text[])")

    static func load(
        _ keys: Keys, into state: inout State, from connection: any Database
    ) throws(PostgresError) {
        for institution in try institutions.find(keys.institutions.sorted(), from: connection) {
            state.institutions[institution.id] = institution.row.status
        }
        for campaign in try campaigns.find(keys.campaigns.sorted(), from: connection) {
            state.campaigns[campaign.id] = campaign.row.first...max(campaign.row.first, campaign.row.last)
        }
        if !keys.inspections.isEmpty {
            try loadInspections(keys.inspections.sorted(), into: &state, from: connection)
        }
        guard !keys.inspections.isEmpty || !keys.findings.isEmpty else { return }
        for department in try departments.findAll(from: connection) {
            state.departments[department.id] = department.row.isOfTaskForce
        }
    }

    private static func loadInspections(
        _ ids: [Identifier], into state: inout State, from connection: any Database
    ) throws(PostgresError) {
        for inspection in try inspections.rows(lockInspections, [ids], from: connection) {
            state.inspections[inspection.id] = inspection.row
        }
        let found = state.inspections.keys.sorted()
        guard !found.isEmpty else { return }
        for row in try planned.rows(findPlanned, [found], from: connection) {
            state.inspections[row.id.inspection]?.planned.insert(row.id.institution)
        }
        for row in try attendances.rows(findAttendances, [found], from: connection) {
            state.inspections[row.id.inspection]?.attended.insert(row.id.department)
        }
        for row in try looks.rows(findLooks, [found], from: connection) {
            state.inspections[row.id.inspection]?.inspected[row.id.institution, default: []].insert(row.id.department)
        }
    }

    /// Of a copy the last word counts.
    static func save(_ state: State, _ facts: [Fact], to connection: any Database) throws(PostgresError) {
        var (copies, listed) = ([USCC: InstitutionSnapshot](), [Identifier: DepartmentListed]())
        var (opened, plans, outcomes) = ([CampaignOpened](), [InspectionScheduled](), Set<Identifier>())
        var places: [TableRow<(inspection: Identifier, institution: USCC), Bool>] = []
        var attended: [TableRow<(inspection: Identifier, department: Identifier), Int64>] = []
        var looked: [TableRow<(inspection: Identifier, institution: USCC, department: Identifier), Void>] = []
        for case .inspections(let fact) in facts {
            switch fact {
            case .institutionCopied(let copy): copies[copy.institution] = copy
            case .departmentCopied(let copy): listed[copy.department] = copy
            case .campaignOpened(let campaign): opened.append(campaign)
            case .inspectionScheduled(let plan, let closed):
                plans.append(plan)
                places += plan.institutions.map { TableRow((plan.inspection, $0), closed.contains($0)) }
            case .departmentAttended(let inspection, let department, let officers):
                attended.append(TableRow((inspection, department), Int64(officers)))
            case .institutionInspected(let inspection, let institution, let department):
                looked.append(TableRow((inspection, institution, department), ()))
            case .inspectionHeld(let held): outcomes.insert(held.inspection)
            case .inspectionNotHeld(let inspection): outcomes.insert(inspection)
            }
        }
        let named = copies.mapValues { (name: $0.name, township: $0.township, status: $0.status) }
        try institutions.upsert(named.rows, into: connection)
        let ofTaskForce = listed.mapValues { (name: $0.name, isOfTaskForce: $0.governanceTaskForce) }
        try departments.upsert(ofTaskForce.rows, into: connection)
        try campaigns.insert(opened.map { TableRow($0.campaign, ($0.title, $0.from, $0.through)) }, into: connection)
        try inspections.insert(state.inspections.rows(plans.map(\.inspection)), into: connection)
        try planned.insert(places, into: connection)
        try attendances.insert(attended, into: connection)
        try looks.insert(looked, into: connection)
        try inspections.update(state.inspections.rows(outcomes), in: connection)
    }
}

import InspectionRules
import Model
import Postgres
import Service

/// Schools, the months in which they must be visited, and their visits.
enum SchoolTables {
    private static let schools = TableDescription(
        "schools", id: \.id,
        row: School.init, .key("school", \.id), .fixed("name", \.name), .fixed("township", \.township),
        .changing("inspector", \.inspector))

    private static let months = TableDescription<Month, (schoolYear: Identifier, isJudged: Bool)>(
        "school_year_months", key: "month",
        row: { ($0, $1) }, .fixed("school_year", \.schoolYear), .fixed("is_judged", \.isJudged))

    private static let visits = TableDescription(
        "visits", id: \.visit, written: [.column("month", \.row.day.month)],
        row: SchoolVisited.init, .key("visit", \.visit), .fixed("school", \.school), .fixed("inspector", \.inspector),
        .fixed("day", \.day), .fixed("kind", \.kind), .fixed("mode", \.mode))

    private static let missed = WrittenTable<SchoolVisitMissed>(
        "missed_months", .key("school", \.school), .key("month", \.month), .column("inspector", \.inspector))

    static let all: [any DescribedTable] = [schools, months, visits, missed]

    private static let lockSchools = schools.select(
        "where school = any($1::text[]) or inspector = any($2::text[]) order by school for update")
    private static let lockMonths = months.select(
        "where month = any($1::date[]) or school_year = any($2::text[]) order by month for update")
    private static let findVisited = Statement(
        """
        select distinct school, month from visits join unnest($1::text[], $2::date[]) wanted (school, month)
            using (school, month)
        """)

    private static let saveJudged = Statement(
        "update school_year_months set is_judged = true where month = any($1::date[])")

    /// Visits of months after all: the schools are locked by then.
    static func load(
        _ keys: Keys, into state: inout State, from connection: any Database
    ) throws(PostgresError) {
        for visit in try visits.find(keys.visits.sorted(), from: connection) { state.visits.insert(visit.id) }
        if !keys.months.isEmpty {
            let asked: [any PostgresParameter] = [keys.months.sorted().map(\.stored), keys.schoolYears.sorted()]
            for month in try months.rows(lockMonths, asked, from: connection) {
                state.months[month.id] = month.row.isJudged
                state.schoolYears.insert(month.row.schoolYear)
            }
        }
        if !keys.schools.isEmpty {
            let asked = [keys.schools.sorted(), keys.inspectors.sorted()]
            for school in try schools.rows(lockSchools, asked, from: connection) {
                state.schools[school.id] = school.row
            }
        }
        guard !keys.missed.isEmpty else { return }
        let missed = Array(keys.missed)
        let visited = try connection.query(findVisited, [missed.map(\.school), missed.map(\.month.stored)]).map { row in
            SchoolMonth(school: row.identifier(0), month: row.day(1).month)
        }
        state.visited = Set(visited)
    }

    static func save(_ state: State, _ facts: [Fact], to connection: any Database) throws(PostgresError) {
        var announced: [TableRow<Month, (schoolYear: Identifier, isJudged: Bool)>] = []
        var (judged, made, notMade) = ([Month](), [TableRow<Identifier, SchoolVisited>](), [SchoolVisitMissed]())
        for case .schools(let fact) in facts {
            switch fact {
            case .schoolYearAnnounced(let year): announced += year.months.map { TableRow($0, (year.schoolYear, false)) }
            case .monthJudged(let month): judged.append(month)
            case .schoolVisited(let visit): made.append(TableRow(visit.visit, visit))
            case .schoolVisitMissed(let missed): notMade.append(missed)
            case .schoolEnrolled, .inspectorAssigned: break
            }
        }
        try schools.upsert(state.schools.rows(state.changedSchools), into: connection)
        try months.insert(announced, into: connection)
        try visits.insert(made, into: connection)
        try missed.insert(notMade, into: connection)
        if !judged.isEmpty { try connection.send(saveJudged, [judged.map(\.stored)]) }
    }
}

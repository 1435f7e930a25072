import InspectionRules
import Model
import Postgres
import Service

/// All SQL that reads; `Store+Save.swift` has what writes. A constant number of statements a batch.
struct Store {
    private static let findInstitutions = Statement(
        "select institution, status from institutions where institution = any($1::text[])")
    private static let findDepartments = Statement("select department, task_force from departments")
    private static let findCampaigns = Statement(
        "select campaign, first_day, last_day from campaigns where campaign = any($1::text[])")
    /// `is_held` as text: 'true', 'false' or null.
    private static let findInspections = Statement(
        """
        select inspection, campaign, day, is_held::text from inspections
        where inspection = any($1::text[]) order by inspection for update
        """)
    private static let findPlanned = Statement(
        "select inspection, institution from planned where inspection = any($1::text[])")
    private static let findAttendances = Statement(
        "select inspection, department from attendances where inspection = any($1::text[])")
    private static let findLooks = Statement(
        "select inspection, institution, department from looks where inspection = any($1::text[])")
    private static let findFindings = Statement(
        """
        select finding, inspection, institution, department, category, severity, state, due, is_overdue, terms_overdue
        from findings
        where finding = any($1::text[]) order by finding for update
        """)
    private static let findSchools = Statement(
        """
        select school, name, township, inspector from schools
        where school = any($1::text[]) or inspector = any($2::text[]) order by school for update
        """)
    private static let findMonths = Statement(
        """
        select month, school_year, is_judged from school_year_months
        where month = any($1::date[]) or school_year = any($2::text[])
        order by month for update
        """)
    private static let findVisited = Statement(
        """
        select distinct school, month from visits join unnest($1::text[], $2::date[]) wanted (school, month)
            using (school, month)
        """)
    private static let findVisits = Statement("select visit from visits where visit = any($1::text[])")

    /// The rows of these subjects.
    func load(_ subjects: Subjects, from connection: any Database) throws(PostgresError) -> State {
        var state = State()
        if !subjects.institutions.isEmpty {
            let rows = try connection.query(Self.findInstitutions, [subjects.institutions.map(\.description)])
            state.institutions = Self.byKey(try rows.map { ($0.uscc(0), $0.word(1)) })
        }
        if !subjects.campaigns.isEmpty {
            let rows = try connection.query(Self.findCampaigns, [subjects.campaigns.sorted()])
            state.campaigns = Self.byKey(try rows.map { ($0.identifier(0), $0.day(1)...max($0.day(1), $0.day(2))) })
        }
        if !subjects.inspections.isEmpty {
            state.inspections = try inspections(subjects.inspections.sorted(), connection)
        }
        if !subjects.findings.isEmpty { state.findings = try findings(subjects.findings.sorted(), connection) }
        if !subjects.inspections.isEmpty || !subjects.findings.isEmpty {
            let rows = try connection.query(Self.findDepartments, [])
            state.departments = Self.byKey(try rows.map { ($0.identifier(0), $0.bool(1)) })
        }
        if !subjects.visits.isEmpty {
            state.visits = Set(
                try connection.query(Self.findVisits, [subjects.visits.sorted()]).map { $0.identifier(0) })
        }
        if !subjects.months.isEmpty { try loadMonths(subjects, &state, connection) }
        if !subjects.schools.isEmpty { try loadSchools(subjects, &state, connection) }
        if !subjects.missed.isEmpty { try loadVisited(subjects, &state, connection) }
        return state
    }

    /// Rows by key. The first counts, should the database tell two keys apart that are one to us.
    private static func byKey<Key: Hashable, Value>(_ rows: [(Key, Value)]) -> [Key: Value] {
        Dictionary(rows) { first, _ in first }
    }

    private func inspections(
        _ ids: [Identifier], _ connection: any Database
    ) throws(PostgresError) -> [Identifier: Inspection] {
        let rows = try connection.query(Self.findInspections, [ids]).map { row in
            Inspection(
                id: row.text(0), campaign: row.text(1), day: row.day(2), planned: [],
                isHeld: row.optionalString(3).map { $0 == "true" })
        }
        var inspections = Self.byKey(rows.map { ($0.id, $0) })
        let found = inspections.keys.sorted()
        guard !found.isEmpty else { return [:] }
        for (inspection, institution) in try connection.query(Self.findPlanned, [found]).map({
            ($0.identifier(0), $0.uscc(1))
        }) {
            inspections[inspection]?.planned.insert(institution)
        }
        for (inspection, department) in try connection.query(Self.findAttendances, [found]).map({
            ($0.identifier(0), $0.identifier(1))
        }) {
            inspections[inspection]?.attended.insert(department)
        }
        let looks = try connection.query(Self.findLooks, [found]).map {
            ($0.identifier(0), $0.uscc(1), $0.identifier(2))
        }
        for (inspection, institution, department) in looks {
            inspections[inspection]?.inspected[institution, default: []].insert(department)
        }
        return inspections
    }

    private func findings(
        _ ids: [Identifier], _ connection: any Database
    ) throws(PostgresError) -> [Identifier: Finding] {
        let rows = try connection.query(Self.findFindings, [ids]).map { row in
            Finding(
                id: row.text(0), inspection: row.text(1), institution: row.uscc(2), department: row.text(3),
                category: row.word(4), severity: row.word(5),
                state: row.word(6),
                due: row.day(7), isOverdue: row.bool(8), termsOverdue: Int(row.int64(9)))
        }
        return Self.byKey(rows.map { ($0.id, $0) })
    }

    private func loadMonths(
        _ subjects: Subjects, _ state: inout State, _ connection: any Database
    ) throws(PostgresError) {
        let asked = subjects.months.map { PostgresDate($0.first) }
        let rows = try connection.query(Self.findMonths, [asked, subjects.schoolYears.sorted()]).map { row in
            (month: row.day(0).month, schoolYear: row.identifier(1), isJudged: row.bool(2))
        }
        state.months = Self.byKey(rows.map { ($0.month, $0.isJudged) })
        state.schoolYears = Set(rows.map(\.schoolYear))
    }

    /// Visits after all: the schools are locked by now.
    private func loadVisited(
        _ subjects: Subjects, _ state: inout State, _ connection: any Database
    ) throws(PostgresError) {
        let missed = Array(subjects.missed)
        let visited = try connection.query(
            Self.findVisited, [missed.map(\.school), missed.map { PostgresDate($0.month.first) }]
        ).map { row in SchoolMonth(school: row.identifier(0), month: row.day(1).month) }
        state.visited = Set(visited)
    }

    /// The schools named and those of the inspectors named.
    private func loadSchools(_ subjects: Subjects, _ state: inout State, _ connection: any Database)
        throws(PostgresError)
    {
        let rows = try connection.query(
            Self.findSchools, [subjects.schools.sorted(), subjects.inspectors.sorted()]
        ).map {
            row in
            School(id: row.text(0), name: row.text(1), township: row.text(2), inspector: row.optionalText(3))
        }
        state.schools = Self.byKey(rows.map { ($0.id, $0) })
    }
}

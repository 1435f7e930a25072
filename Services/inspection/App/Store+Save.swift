import InspectionRules
import Model
import Postgres
import Service

// All SQL that writes: one statement a table, in the order of their references.
extension Store {
    private static let saveInstitutions = Statement(
        """
        insert into institutions (institution, name, township, status)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
        on conflict (institution) do update set name = excluded.name, township = excluded.township,
            status = excluded.status
        """)
    private static let saveDepartments = Statement(
        """
        insert into departments (department, name, task_force) select * from unnest($1::text[], $2::text[], $3::bool[])
        on conflict (department) do update set name = excluded.name, task_force = excluded.task_force
        """)
    private static let addCampaigns = Statement(
        """
        insert into campaigns (campaign, title, first_day, last_day)
        select * from unnest($1::text[], $2::text[], $3::date[], $4::date[])
        """)
    private static let addInspections = Statement(
        """
        insert into inspections (inspection, campaign, day) select * from unnest($1::text[], $2::text[], $3::date[])
        """)
    private static let addPlanned = Statement(
        """
        insert into planned (inspection, institution, was_closed)
        select * from unnest($1::text[], $2::text[], $3::bool[])
        """)
    private static let addAttendances = Statement(
        """
        insert into attendances (inspection, department, officers)
        select * from unnest($1::text[], $2::text[], $3::int8[])
        """)
    private static let addLooks = Statement(
        """
        insert into looks (inspection, institution, department) select * from unnest($1::text[], $2::text[], $3::text[])
        """)
    private static let saveOutcomes = Statement(
        """
        update inspections set is_held = outcome.is_held
        from unnest($1::text[], $2::bool[]) outcome (inspection, is_held)
        where inspections.inspection = outcome.inspection
        """)
    private static let saveFindings = Statement(
        """
        insert into findings
            (finding, inspection, institution, department, category, severity, state, due, is_overdue, terms_overdue)
        select * from unnest(
            $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[], $9::bool[],
            $10::int8[])
        on conflict (finding) do update set state = excluded.state, due = excluded.due,
            is_overdue = excluded.is_overdue, terms_overdue = excluded.terms_overdue
        """)
    private static let saveSchools = Statement(
        """
        insert into schools (school, name, township, inspector)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
        on conflict (school) do update set inspector = excluded.inspector
        """)
    private static let addMonths = Statement(
        """
        insert into school_year_months (month, school_year, is_judged)
        select month, school_year, false from unnest($1::date[], $2::text[]) announced (month, school_year)
        """)
    private static let addVisits = Statement(
        """
        insert into visits (visit, school, inspector, day, month, kind, mode)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::date[], $6::text[], $7::text[])
        """)
    private static let addMissed = Statement(
        """
        insert into missed_months (school, month, inspector) select * from unnest($1::text[], $2::date[], $3::text[])
        """)
    private static let saveJudged = Statement(
        "update school_year_months set is_judged = true where month = any($1::date[])")

    /// Everything that changed.
    func save(_ changes: Changes, to connection: any Database) throws(PostgresError) {
        try saveCopies(changes, connection)
        try saveInspections(changes, connection)
        try saveFindings(changes.findings, connection)
        try saveSchools(changes, connection)
    }

    private func saveCopies(_ changes: Changes, _ connection: any Database) throws(PostgresError) {
        let institutions = changes.institutions.values.sorted { $0.institution < $1.institution }
        try connection.queryUnlessEmpty(
            Self.saveInstitutions, institutions.count,
            [
                institutions.map(\.institution.description), institutions.map(\.name), institutions.map(\.township),
                institutions.map(\.status.rawValue),
            ])
        let departments = changes.departments.values.sorted { $0.department < $1.department }
        try connection.queryUnlessEmpty(
            Self.saveDepartments, departments.count,
            [departments.map(\.department), departments.map(\.name), departments.map(\.governanceTaskForce)])
    }

    private func saveInspections(_ changes: Changes, _ connection: any Database) throws(PostgresError) {
        let (campaigns, plans, planned) = (changes.campaigns, changes.inspections, changes.planned)
        try connection.queryUnlessEmpty(
            Self.addCampaigns, campaigns.count,
            [
                campaigns.map(\.campaign), campaigns.map(\.title), campaigns.map { PostgresDate($0.from) },
                campaigns.map { PostgresDate($0.through) },
            ])
        try connection.queryUnlessEmpty(
            Self.addInspections, plans.count,
            [plans.map(\.inspection), plans.map(\.campaign), plans.map { PostgresDate($0.day) }])
        try connection.queryUnlessEmpty(
            Self.addPlanned, planned.count,
            [planned.map(\.inspection), planned.map(\.institution.description), planned.map(\.wasClosed)])
        let (attendances, looks) = (changes.attendances, changes.looks)
        try connection.queryUnlessEmpty(
            Self.addAttendances, attendances.count,
            [attendances.map(\.inspection), attendances.map(\.department), attendances.map(\.officers)])
        try connection.queryUnlessEmpty(
            Self.addLooks, looks.count,
            [looks.map(\.inspection), looks.map(\.institution.description), looks.map(\.department)])
        let outcomes = changes.outcomes.sorted { $0.key < $1.key }
        try connection.queryUnlessEmpty(
            Self.saveOutcomes, outcomes.count, [outcomes.map(\.key), outcomes.map(\.value)])
    }

    private func saveFindings(_ rows: [Finding], _ connection: any Database) throws(PostgresError) {
        try connection.queryUnlessEmpty(
            Self.saveFindings, rows.count,
            [
                rows.map(\.id), rows.map(\.inspection), rows.map(\.institution.description), rows.map(\.department),
                rows.map(\.category.rawValue), rows.map(\.severity.rawValue), rows.map(\.state.rawValue),
                rows.map { PostgresDate($0.due) }, rows.map(\.isOverdue), rows.map(\.termsOverdue),
            ])
    }

    private func saveSchools(_ changes: Changes, _ connection: any Database) throws(PostgresError) {
        let (schools, announced, visits, missed) = (changes.schools, changes.announced, changes.visits, changes.missed)
        try connection.queryUnlessEmpty(
            Self.saveSchools, schools.count,
            [schools.map(\.id), schools.map(\.name), schools.map(\.township), schools.map(\.inspector)])
        try connection.queryUnlessEmpty(
            Self.addMonths, announced.count,
            [announced.map { PostgresDate($0.month.first) }, announced.map(\.schoolYear)])
        try connection.queryUnlessEmpty(
            Self.addVisits, visits.count,
            [
                visits.map(\.visit), visits.map(\.school), visits.map(\.inspector), visits.map { PostgresDate($0.day) },
                visits.map { PostgresDate($0.day.month.first) }, visits.map(\.kind.rawValue),
                visits.map(\.mode.rawValue),
            ])
        try connection.queryUnlessEmpty(
            Self.addMissed, missed.count,
            [missed.map(\.school), missed.map { PostgresDate($0.month.first) }, missed.map(\.inspector)])
        let judged = changes.judged.map { PostgresDate($0.first) }
        try connection.queryUnlessEmpty(Self.saveJudged, judged.count, [judged])
    }
}

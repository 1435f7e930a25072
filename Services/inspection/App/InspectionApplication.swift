import InspectionRules
import Model
import Postgres
import Service

/// The inspection service: what it takes, what it gives, and where its rules and rows are.
struct InspectionApplication: Application {
    static let name = "inspection"

    static let migrations = [
        Migration("m0001-inspections", PackageResources.m0001_inspections_sql),
        Migration("m0002-reports", PackageResources.m0002_reports_sql),
        Migration("m0003-statuses", PackageResources.m0003_statuses_sql),
    ]
    static let rights = PackageResources.rights_sql

    static let intake: [IntakeEntry<Command>] = [
        .posted(CampaignOpened.self) { .openCampaign($0) },
        .posted(InspectionScheduled.self) { .schedule($0) },
        .posted(InspectionAttended.self) { .attend($0) },
        .posted(InstitutionInspected.self) { .inspect($0) },
        .posted(FindingRecorded.self) { .recordFinding($0) },
        .posted(RectificationReported.self) { .reportRectification($0) },
        .posted(RectificationChecked.self) { .checkRectification($0) },
        .posted(SchoolEnrolled.self) { .enrolSchool($0) },
        .posted(InspectorAssigned.self) { .assignInspector($0) },
        .posted(SchoolYearAnnounced.self) { .announceSchoolYear($0) },
        .posted(SchoolVisited.self) { .visit($0) },
        .stated(InstitutionSnapshot.self) { .copyInstitution($0) },
        .stated(DepartmentListed.self) { .copyDepartment($0) },
        .stated(DayOpened.self) { .dayOpened($0) },
    ]

    private let store = Store()

    init(_ configuration: Configuration) throws(ConfigurationError) {}

    func load(_ commands: [Command], today: Day, from connection: any Database) throws(PostgresError) -> State {
        try store.load(Subjects(commands), from: connection)
    }

    func portion(
        of command: Command, after cursor: String?, max: Int, from connection: any Database
    ) throws(PostgresError) -> Portion<Command> {
        guard case .dayOpened(let opened) = command else { return .all(command) }
        return try DayPlan(day: opened.day, connection: connection).next(after: cursor, max: max)
    }

    func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
        try InspectionRules.decide(command, state, circumstances)
    }

    func evolve(_ state: inout State, _ fact: Recorded<Fact>) {
        InspectionRules.evolve(&state, fact.fact)
    }

    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError) {
        try store.save(Changes(facts.map(\.fact), state), to: connection)
    }

    func messages(_ fact: Fact) -> [any FactData] {
        switch fact {
        case .inspectionHeld(let held): [held]
        case .findingOpened(let finding), .findingReopened(let finding): [finding.opened]
        case .rectificationOverdue(let finding): [finding.overdue]
        case .findingClosed(let finding): [finding.closed]
        case .schoolVisitMissed(let missed): [missed]
        default: []
        }
    }

    func provides(_ fact: Fact) -> [ReferenceKey] {
        switch fact {
        case .institutionCopied(let institution): [.institution(institution.institution)]
        case .campaignOpened(let campaign): [.campaign(campaign.campaign)]
        case .inspectionScheduled(let plan, _): [.inspection(plan.inspection)]
        case .departmentAttended(let inspection, let department, _): [.attendance(inspection, by: department)]
        case .institutionInspected(let inspection, let institution, _): [.look(inspection, at: institution)]
        case .findingOpened(let finding): [.finding(finding.id)]
        case .schoolEnrolled(let school): [.school(school.school)]
        default: []
        }
    }
}

extension Finding {
    fileprivate var opened: FindingOpened {
        FindingOpened(
            finding: id, institution: institution, department: department, category: category, severity: severity,
            due: due)
    }

    fileprivate var overdue: RectificationOverdue {
        RectificationOverdue(finding: id, institution: institution, department: department, due: due)
    }

    fileprivate var closed: FindingClosed {
        FindingClosed(finding: id, institution: institution, department: department)
    }
}

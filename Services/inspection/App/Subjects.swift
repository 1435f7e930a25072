import InspectionRules
import Model

/// What a batch's commands are about: the keys of the rows that it needs.
struct Subjects {
    private(set) var institutions: Set<USCC> = []
    private(set) var campaigns: Set<Identifier> = []
    private(set) var inspections: Set<Identifier> = []
    private(set) var findings: Set<Identifier> = []
    private(set) var schools: Set<Identifier> = []
    private(set) var inspectors: Set<Identifier> = []
    private(set) var schoolYears: Set<Identifier> = []
    private(set) var months: Set<Month> = []
    private(set) var visits: Set<Identifier> = []
    /// Schools that may have had no visit in months that are over.
    private(set) var missed: Set<SchoolMonth> = []

    init(_ commands: [Command]) {
        for command in commands { add(command) }
    }

    private mutating func add(_ command: Command) {
        switch command {
        case .openCampaign(let data): campaigns.insert(data.campaign)
        case .schedule(let data):
            inspections.insert(data.inspection)
            campaigns.insert(data.campaign)
            institutions.formUnion(data.institutions)
        case .attend(let data): inspections.insert(data.inspection)
        case .inspect(let data): inspections.insert(data.inspection)
        case .recordFinding(let data):
            inspections.insert(data.inspection)
            findings.insert(data.finding)
        case .reportRectification(let data): findings.insert(data.finding)
        case .checkRectification(let data): findings.insert(data.finding)
        case .enrolSchool(let data): schools.insert(data.school)
        case .assignInspector(let data):
            schools.formUnion(data.schools)
            inspectors.insert(data.inspector)
        case .announceSchoolYear(let data):
            schoolYears.insert(data.schoolYear)
            months.formUnion(data.months)
        case .visit(let data):
            schools.insert(data.school)
            visits.insert(data.visit)
        case .copyInstitution, .copyDepartment: break
        case .dayOpened: break
        case .dayWork(let work): add(work.piece)
        }
    }

    private mutating func add(_ piece: DayPiece) {
        switch piece {
        case .inspection(let id): inspections.insert(id)
        case .finding(let id): findings.insert(id)
        case .missed(let visit):
            schools.insert(visit.school)
            months.insert(visit.month)
            missed.insert(visit)
        case .judged(let month): months.insert(month)
        }
    }
}

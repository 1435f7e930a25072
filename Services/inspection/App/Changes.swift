import InspectionRules
import Model

/// The rows that a batch's facts make or change, each once and in the order of its key.
struct Changes {
    private(set) var institutions: [USCC: InstitutionSnapshot] = [:]
    private(set) var departments: [Identifier: DepartmentListed] = [:]
    private(set) var campaigns: [CampaignOpened] = []
    private(set) var inspections: [InspectionScheduled] = []
    private(set) var planned: [(inspection: Identifier, institution: USCC, wasClosed: Bool)] = []
    private(set) var attendances: [(inspection: Identifier, department: Identifier, officers: Int)] = []
    private(set) var looks: [(inspection: Identifier, institution: USCC, department: Identifier)] = []
    /// Whether inspections were held, by id.
    private(set) var outcomes: [Identifier: Bool] = [:]
    private(set) var findings: [Finding]
    private(set) var schools: [School]
    private(set) var announced: [(month: Month, schoolYear: Identifier)] = []
    private(set) var judged: [Month] = []
    private(set) var visits: [SchoolVisited] = []
    private(set) var missed: [SchoolVisitMissed] = []

    init(_ facts: [Fact], _ state: State) {
        findings = state.changedFindings.sorted().compactMap { state.findings[$0] }
        schools = state.changedSchools.sorted().compactMap { state.schools[$0] }
        for fact in facts { add(fact) }
    }

    private mutating func add(_ fact: Fact) {
        switch fact {
        case .institutionCopied(let institution): institutions[institution.institution] = institution
        case .departmentCopied(let department): departments[department.department] = department
        case .campaignOpened(let campaign): campaigns.append(campaign)
        case .inspectionScheduled(let plan, let closed):
            inspections.append(plan)
            planned += plan.institutions.map { (plan.inspection, $0, closed.contains($0)) }
        case .departmentAttended(let inspection, let department, let officers):
            attendances.append((inspection, department, officers))
        case .institutionInspected(let inspection, let institution, let department):
            looks.append((inspection, institution, department))
        case .inspectionHeld(let held): outcomes[held.inspection] = true
        case .inspectionNotHeld(let inspection): outcomes[inspection] = false
        case .schoolYearAnnounced(let year): announced += year.months.map { ($0, year.schoolYear) }
        case .monthJudged(let month): judged.append(month)
        case .schoolVisited(let visit): visits.append(visit)
        case .schoolVisitMissed(let missed): self.missed.append(missed)
        case .findingOpened, .rectificationReported, .findingReopened, .rectificationOverdue, .findingClosed,
            .schoolEnrolled,
            .inspectorAssigned:
            break
        }
    }
}

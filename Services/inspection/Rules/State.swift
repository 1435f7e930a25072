package import Model

/// A joint inspection (联合执法检查): its plan, who came and what was looked at.
package struct Inspection: Sendable, Hashable {
    package var id: Identifier
    package var campaign: Identifier
    package var day: Day
    /// Institutions on the plan.
    package var planned: Set<USCC>
    /// Departments that took part.
    package var attended: Set<Identifier> = []
    /// Institutions looked at, and by which departments.
    package var inspected: [USCC: Set<Identifier>] = [:]
    /// Nil until its day is over; then whether at least two departments took part.
    package var isHeld: Bool?

    package init(id: Identifier, campaign: Identifier, day: Day, planned: Set<USCC>, isHeld: Bool? = nil) {
        self.id = id
        self.campaign = campaign
        self.day = day
        self.planned = planned
        self.isHeld = isHeld
    }
}

/// Where a finding stands.
package enum FindingState: String, Sendable, Hashable, CaseIterable {
    /// The institution has to put it right.
    case open
    /// The institution says that it has; a department has to check.
    case reported
    case closed
}

/// A breach that a department found, and its rectification (R3.40).
package struct Finding: Sendable, Hashable {
    package var id: Identifier
    package var inspection: Identifier
    package var institution: USCC
    /// The department that found it.
    package var department: Identifier
    package var category: FindingCategory
    package var severity: Severity
    package var state: FindingState
    /// Last day of the present term on which the rectification is in time.
    package var due: Day
    /// The present term went by with nothing reported.
    package var isOverdue: Bool
    /// How many terms have gone by so.
    package var termsOverdue: Int

    package init(
        id: Identifier, inspection: Identifier, institution: USCC, department: Identifier, category: FindingCategory,
        severity: Severity,
        state: FindingState = .open, due: Day, isOverdue: Bool = false, termsOverdue: Int = 0
    ) {
        self.id = id
        self.inspection = inspection
        self.institution = institution
        self.department = department
        self.category = category
        self.severity = severity
        self.state = state
        self.due = due
        self.isOverdue = isOverdue
        self.termsOverdue = termsOverdue
    }
}

/// A school that responsible inspectors visit.
package struct School: Sendable, Hashable {
    package var id: Identifier
    package var name: Line
    package var township: Identifier
    /// The one responsible inspector that it has at a time (R3.51).
    package var inspector: Identifier?

    package init(id: Identifier, name: Line, township: Identifier, inspector: Identifier? = nil) {
        self.id = id
        self.name = name
        self.township = township
        self.inspector = inspector
    }
}

/// A month of a school.
package struct SchoolMonth: Sendable, Hashable {
    package var school: Identifier
    package var month: Month

    package init(school: Identifier, month: Month) {
        self.school = school
        self.month = month
    }
}

/// The rows that a batch needs.
package struct State: Sendable {
    /// Copy of the registry's institutions: where each stands in its life.
    package var institutions: [USCC: InstitutionStatus] = [:]
    /// Copy of the registry's departments: whether each is of the governance task force.
    package var departments: [Identifier: Bool] = [:]
    /// First and last day of each campaign.
    package var campaigns: [Identifier: ClosedRange<Day>] = [:]
    package var inspections: [Identifier: Inspection] = [:]
    package var findings: [Identifier: Finding] = [:]
    package var schools: [Identifier: School] = [:]
    /// School years that are announced.
    package var schoolYears: Set<Identifier> = []
    /// Announced months, and whether the schools without a visit in them have been named.
    package var months: [Month: Bool] = [:]
    /// Ids of visits.
    package var visits: Set<Identifier> = []
    /// School months with a visit; loaded when months are judged.
    package var visited: Set<SchoolMonth> = []
    /// Findings to be saved.
    package var changedFindings: Set<Identifier> = []
    /// Schools to be saved.
    package var changedSchools: Set<Identifier> = []

    package init() {}
}

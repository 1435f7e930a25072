package import Model

/// A joint inspection (联合执法检查): its plan, who came and what was looked at.
package struct Inspection: Sendable, Hashable {
    package var id: String
    package var campaign: String
    package var day: Day
    /// Institutions on the plan.
    package var planned: Set<USCC>
    /// Departments that took part.
    package var attended: Set<String> = []
    /// Institutions looked at, and by which departments.
    package var inspected: [USCC: Set<String>] = [:]
    /// Nil until its day is over; then whether at least two departments took part.
    package var isHeld: Bool?

    package init(id: String, campaign: String, day: Day, planned: Set<USCC>, isHeld: Bool? = nil) {
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
    package var id: String
    package var inspection: String
    package var institution: USCC
    /// The department that found it.
    package var department: String
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
        id: String, inspection: String, institution: USCC, department: String, category: FindingCategory,
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
    package var id: String
    package var name: String
    package var township: String
    /// The one responsible inspector that it has at a time (R3.51).
    package var inspector: String?

    package init(id: String, name: String, township: String, inspector: String? = nil) {
        self.id = id
        self.name = name
        self.township = township
        self.inspector = inspector
    }
}

/// A month of a school.
package struct SchoolMonth: Sendable, Hashable {
    package var school: String
    package var month: Month

    package init(school: String, month: Month) {
        self.school = school
        self.month = month
    }
}

/// The rows that a batch needs.
package struct State: Sendable {
    /// Copy of the registry's institutions: where each stands in its life.
    package var institutions: [USCC: InstitutionStatus] = [:]
    /// Copy of the registry's departments: whether each is of the governance task force.
    package var departments: [String: Bool] = [:]
    /// First and last day of each campaign.
    package var campaigns: [String: ClosedRange<Day>] = [:]
    package var inspections: [String: Inspection] = [:]
    package var findings: [String: Finding] = [:]
    package var schools: [String: School] = [:]
    /// School years that are announced.
    package var schoolYears: Set<String> = []
    /// Announced months, and whether the schools without a visit in them have been named.
    package var months: [Month: Bool] = [:]
    /// Ids of visits.
    package var visits: Set<String> = []
    /// School months with a visit; loaded when months are judged.
    package var visited: Set<SchoolMonth> = []
    /// Findings to be saved.
    package var changedFindings: Set<String> = []
    /// Schools to be saved.
    package var changedSchools: Set<String> = []

    package init() {}
}

// A reference to something that happened in an inspection. It waits like one to the inspection itself, so that the
// partitions of a department's events may be read in any order (G2).
extension ReferenceKey {
    /// That a department took part in an inspection.
    package static func attendance(_ inspection: String, by department: String) -> ReferenceKey {
        .inspection("\(inspection) attended by \(department)")
    }

    /// That an institution was looked at in an inspection.
    package static func look(_ inspection: String, at institution: USCC) -> ReferenceKey {
        .inspection("\(inspection) at \(institution)")
    }
}

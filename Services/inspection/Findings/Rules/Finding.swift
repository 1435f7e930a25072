package import Model

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

package import Model

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

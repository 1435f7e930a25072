package import Model

/// What the rules of the registry made of a command.
package enum Fact: Sendable, Hashable {
    case departmentListed(DepartmentListed)
    case gridDrawn(GridDrawn)
    /// A new institution, or a new state of a known one.
    case institutionChanged(Institution, from: InstitutionStatus?)
    case suspicionReported(SuspicionReported)
    case patrolled(institution: USCC?, grid: Identifier, on: Day, PatrolResult)
    case restrictionChanged(entry: Identifier, institution: USCC, isListed: Bool)
    case dayAnnounced(Day)
    case serviceClosed(Day, service: Identifier)
    case dayOpened(DayOpened)
}

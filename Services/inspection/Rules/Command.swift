package import Model

/// What the inspection service is told, by subject.
package enum Command: Sendable, Hashable {
    case inspections(InspectionCommand)
    case findings(FindingCommand)
    case schools(SchoolCommand)
    /// A whole day; it is decided piece by piece.
    case dayOpened(DayOpened)
    case dayWork(DayWork)
}

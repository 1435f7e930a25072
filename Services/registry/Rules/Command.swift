/// What the registry is told, by subject.
package enum Command: Sendable, Hashable {
    case institutions(InstitutionCommand)
    case grids(GridCommand)
    case clock(ClockCommand)
}

/// What the rules of the registry made of a command, by subject.
package enum Fact: Sendable, Hashable {
    case institutions(InstitutionFact)
    case grids(GridFact)
    case clock(ClockFact)
}

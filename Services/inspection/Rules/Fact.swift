/// What the rules of the inspection service made of a command, by subject.
package enum Fact: Sendable, Hashable {
    case inspections(InspectionFact)
    case findings(FindingFact)
    case schools(SchoolFact)
}

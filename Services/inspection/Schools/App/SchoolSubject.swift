import InspectionRules
import Model
import Service

/// Schools and their visits: what is taken of them, and what others are told.
enum SchoolSubject {
    static let intake: [IntakeEntry<Command>] = [
        .posted(SchoolEnrolled.self) { .schools(.enrolSchool($0)) },
        .posted(InspectorAssigned.self) { .schools(.assignInspector($0)) },
        .posted(SchoolYearAnnounced.self) { .schools(.announceSchoolYear($0)) },
        .posted(SchoolVisited.self) { .schools(.visit($0)) },
    ]

    static func messages(_ fact: SchoolFact) -> [any FactData] {
        switch fact {
        case .schoolVisitMissed(let missed): [missed]
        case .schoolEnrolled, .inspectorAssigned, .schoolYearAnnounced, .schoolVisited, .monthJudged: []
        }
    }

    static func provides(_ fact: SchoolFact) -> [ReferenceKey] {
        switch fact {
        case .schoolEnrolled(let school): [.school(school.school)]
        case .inspectorAssigned, .schoolYearAnnounced, .schoolVisited, .schoolVisitMissed, .monthJudged: []
        }
    }
}

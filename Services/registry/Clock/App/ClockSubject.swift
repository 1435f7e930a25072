import Model
import RegistryRules
import Service

/// The district's clock: what the registry takes of it, and what others are told.
enum ClockSubject {
    static let intake: [IntakeEntry<Command>] = [
        .posted(DayAnnounced.self) { .clock(.announceDay($0.day)) },
        .stated(DayClosed.self) { .clock(.closeDay($0.day, service: $0.service)) },
        .stated(DayOpened.self) { .clock(.dayOpened($0)) },
    ]

    static func messages(_ fact: ClockFact) -> [any FactData] {
        switch fact {
        case .dayOpened(let day): [day]
        case .dayAnnounced, .serviceClosed: []
        }
    }
}

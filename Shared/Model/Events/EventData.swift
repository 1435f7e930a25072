/// What every event type says of itself: its name with version, and who may post it.
package protocol EventData: Codable, Sendable, Hashable {
    /// The CloudEvents `type`: `<service>.<noun>.<verb>.v<version>`; the first word is the service that takes or states
    /// it.
    static var type: EventType { get }
    /// Roles whose posters may say it on `<service>.intake.<poster>`; empty for facts, which only a service states.
    static var posters: Set<Role> { get }
    /// What the event is about (an institution, a school, a grid …): the CloudEvents `subject` and the message key.
    var subject: String { get }
}

/// What a service states: nobody may post it.
package protocol FactData: EventData {
    /// The topic on which it is stated: `<service>.events` unless the type says otherwise.
    static var topic: String { get }
    /// Its topic keeps only the latest message of each subject, as a local copy needs.
    static var isCompacted: Bool { get }
    /// Id and time of its own, where they do not follow from the event that caused it: a day is the same day whoever
    /// closed the one before.
    var identity: (id: String, time: Moment)? { get }
}

extension FactData {
    package var identity: (id: String, time: Moment)? { nil }
    package static var posters: Set<Role> { [] }
    package static var isCompacted: Bool { false }
    package static var topic: String { "\(type.service).events" }
}

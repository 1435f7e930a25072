package import Model

/// One type of event that a service takes, and the command it makes of it.
package struct IntakeEntry<Command: Sendable>: Sendable {
    package let type: EventType
    /// Roles that may post it; empty for facts.
    package let posters: Set<Role>
    /// The topic it comes on if it is a fact of another service; nil if it comes on the service's intake topics.
    package let topic: String?
    /// Reads `data` and makes the command.
    let decode: EventDecoder<Command>.Entry

    /// A command or report that posters send to `<service>.intake.<poster>`.
    package static func posted<D: EventData>(_ type: D.Type, _ command: @escaping @Sendable (D) -> Command) -> Self {
        Self(type: D.type, posters: D.posters, topic: nil, decode: EventDecoder<Command>.entry(D.self, command))
    }

    /// A fact that another service states on its topic.
    package static func stated<D: FactData>(_ type: D.Type, _ command: @escaping @Sendable (D) -> Command) -> Self {
        Self(type: D.type, posters: [], topic: D.topic, decode: EventDecoder<Command>.entry(D.self, command))
    }
}

import Kafka
import Model

/// Bytes → envelope → command, or a refusal; and who may say it. Nothing here stops the loop: what cannot be read is a
/// result like any other (G3).
struct Decode<Command: Sendable>: Sendable {
    private let service: String
    private let roster: Roster
    private let bytesMax: Int
    private let entries: [EventType: IntakeEntry<Command>]
    private let decoder: EventDecoder<Command>

    init(service: String, entries: [IntakeEntry<Command>], roster: Roster, bytesMax: Int) {
        self.service = service
        self.roster = roster
        self.bytesMax = bytesMax
        self.entries = Dictionary(entries.map { ($0.type, $0) }) { $1 }
        decoder = EventDecoder(Dictionary(entries.map { ($0.type, $0.decode) }) { $1 })
    }

    /// Reads every message of a batch. Payloads stay where they are until the last event of the batch is decided; they
    /// are copied only for what is kept (rejections and waiting events).
    func callAsFunction(_ batch: Batch, of partition: TopicPartition) -> [Received<Command>] {
        let topic = Topic(partition.topic, service: service)
        return (0..<batch.count).map { index in
            received(
                batch.payload(index), .fetched(batch, index: index), topic,
                Origin(partition: partition, offset: batch.offset(index)),
                arrival: batch.arrival(index))
        }
    }

    /// An event that waited, read again.
    func callAsFunction(_ waiting: WaitingEvent) -> Received<Command> {
        received(
            waiting.payload, .kept(waiting.payload, waiting.headers),
            Topic(waiting.origin.partition.topic, service: service), waiting.origin, arrival: waiting.arrival)
    }

    private func received(
        _ bytes: [UInt8], _ payload: Payload, _ topic: Topic, _ origin: Origin, arrival: Moment
    ) -> Received<Command> {
        var event = Received<Command>(
            origin: origin, poster: topic.poster, head: nil, content: .ignored,
            fingerprint: Int64(bitPattern: Fingerprint.fnv1a64(bytes)), arrival: arrival, payload: payload,
            pace: .immediate)
        guard bytes.count <= bytesMax else {
            return event.refused(.messageTooLarge, "\(bytes.count) bytes; at most \(bytesMax)")
        }
        do {
            let (head, command) = try decoder.decode(bytes)
            event.head = head
            event.content = .command(command)
            event.pace = pace(of: head, topic)
            return authorize(event, head, topic)
        } catch {
            event.head = error.head
            event.pace = error.head.map { pace(of: $0, topic) } ?? .immediate
            if case .facts = topic, error.reason == .typeUnknown || error.reason == .schemaVersionUnknown {
                return event
            }
            return event.refused(error.reason, error.detail)
        }
    }

    /// The topic is the poster (G5): it may say what its roles may say, under its own name.
    private func authorize(_ event: Received<Command>, _ head: EventHead, _ topic: Topic) -> Received<Command> {
        guard let entry = entries[head.type] else { return event }
        switch topic {
        case .facts(let name):
            return entry.topic == name
                ? event : event.refused(.posterNotAllowed, "\(head.type) does not come on \(name)")
        case .intake(let id):
            guard let poster = roster.poster(id) else {
                return event.refused(.posterUnknown, "\(id) is not on the district's roster")
            }
            guard head.source == id else {
                return event.refused(.sourceMismatch, "source must be «\(id)», the poster whose topic this is")
            }
            guard !entry.posters.isDisjoint(with: poster.roles) else {
                let allowed = entry.posters.map(\.rawValue).sorted().joined(separator: ", ")
                return event.refused(
                    .posterNotAllowed, "\(head.type) may be said by: \(allowed.isEmpty ? "services only" : allowed)")
            }
            return event
        }
    }

    private func pace(of head: EventHead, _ topic: Topic) -> Pace {
        switch head.type {
        case DayOpened.type: .day(head.time.day)
        case DayAnnounced.type, DayClosed.type: .immediate
        default: topic.isIntake ? .intake(head.time) : .fact(head.time)
        }
    }
}

/// What a topic's name says: who speaks on it.
enum Topic: Hashable, Sendable {
    case intake(poster: String)
    case facts(String)

    init(_ name: String, service: String) {
        let prefix = "\(service).intake."
        self = name.hasPrefix(prefix) ? .intake(poster: String(name.dropFirst(prefix.count))) : .facts(name)
    }

    /// The poster, or the service that states facts here.
    var poster: String {
        switch self {
        case .intake(let poster): poster
        case .facts(let name): String(name.prefix { $0 != "." })
        }
    }

    var isIntake: Bool {
        if case .intake = self { true } else { false }
    }
}

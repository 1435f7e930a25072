import Kafka
import Model

/// Bytes → envelope → authority → command, or a refusal: the one gate of every service. What somebody may not say is
/// not looked at, and nothing here stops the loop: what cannot be read is a result like any other (G3).
struct Decode<Command: Sendable>: Sendable {
    private let service: String
    private let roster: Roster
    private let bytesMax: Int
    private let isReplay: Bool
    let clocks: Clocks
    private let entries: [EventType: IntakeEntry<Command>]
    private let decoder: EventDecoder<Command>

    init(
        service: String, entries: [IntakeEntry<Command>], roster: Roster, bytesMax: Int, isReplay: Bool,
        clocks: Clocks = .ofMachine
    ) {
        (self.service, self.roster, self.clocks) = (service, roster, clocks)
        (self.bytesMax, self.isReplay) = (bytesMax, isReplay)
        self.entries = Dictionary(entries.map { ($0.type, $0) }) { $1 }
        decoder = EventDecoder(self.entries.mapValues(\.decode))
    }

    /// Reads every message of a batch, which can be freed then.
    func callAsFunction(_ batch: any Messages, of partition: TopicPartition) -> [Received<Command>] {
        let (topic, now) = (Topic(partition.topic, service: service), clocks.wall())
        return (0..<batch.count).map { index in
            let (origin, stamp) = (Origin(partition: partition, offset: batch.offset(index)), batch.timestamp(index))
            var event = received(batch.event(index), topic, origin, arrival: Moment(milliseconds: now))
            event.arrival = Arrival.moment(
                stamp.milliseconds, isAppendTime: stamp.isAppendTime, now: now, time: event.head?.time.milliseconds)
            return event
        }
    }

    /// True of a partition that departments post to.
    func isIntake(_ partition: TopicPartition) -> Bool { Topic(partition.topic, service: service).isIntake }

    /// An event that waited, read again.
    func callAsFunction(_ waiting: WaitingEvent) -> Received<Command> {
        received(
            Payload(bytes: waiting.payload, headers: waiting.headers),
            Topic(waiting.origin.partition.topic, service: service), waiting.origin, arrival: waiting.arrival)
    }

    private func received(
        _ payload: Payload, _ topic: Topic, _ origin: Origin, arrival: Moment
    ) -> Received<Command> {
        var event = Received<Command>(
            origin: origin, poster: topic.poster, head: nil, content: .ignored, fingerprint: 0, arrival: arrival,
            payload: payload, pace: .immediate)
        guard payload.headerBytes <= MessageHeaders.bytesMax else {
            return event.refused(
                .messageTooLarge, "\(payload.headerBytes) bytes of headers; at most \(MessageHeaders.bytesMax)")
        }
        // A fact is larger than what it came of: what the broker took from a service is not refused by another one.
        guard payload.bytes.count <= bytesMax || !topic.isIntake else {
            return event.refused(.messageTooLarge, "\(payload.bytes.count) bytes; at most \(bytesMax)")
        }
        do {
            let envelope = try Envelope(payload.bytes, payload.headers, topic.isIntake ? .posted : .stated)
            let head = envelope.head
            event.head = head
            event.fingerprint = Int64(bitPattern: envelope.fingerprint)
            event.pace = pace(of: head, topic)
            guard let entry = entries[head.type] else {
                if case .facts = topic { return event }
                _ = try decoder.command(of: envelope)
                return event
            }
            if let refusal = refusal(of: entry, head, topic) {
                return event.refused(refusal.reason, refusal.detail)
            }
            event.content = .command(try decoder.command(of: envelope))
            return event
        } catch {
            // What cannot be read opens no day.
            if case .day = event.pace { event.pace = .immediate }
            return event.refused(error.reason, error.detail)
        }
    }

    /// Why it may not be said here: the topic is the poster (G5), who says what its roles may say, under its own name.
    private func refusal(
        of entry: IntakeEntry<Command>, _ head: EventHead, _ topic: Topic
    ) -> (reason: Reason, detail: String)? {
        switch topic {
        case .facts(let name):
            return entry.topic == name ? nil : (.posterNotAllowed, "\(head.type) does not come on \(name)")
        case .intake(let id):
            guard let poster = roster.poster(id) else {
                return (.posterUnknown, "\(id) is not on the district's roster")
            }
            guard head.source == id else {
                return (.sourceMismatch, "source must be «\(id)», the poster whose topic this is")
            }
            guard !entry.posters.isDisjoint(with: poster.roles) else {
                let allowed = entry.posters.map(\.rawValue).sorted().joined(separator: ", ")
                return (
                    .posterNotAllowed, "\(head.type) may be said by: \(allowed.isEmpty ? "services only" : allowed)"
                )
            }
            guard head.type != DayAnnounced.type || isReplay else {
                return (
                    .posterNotAllowed, "days are announced in a replay only (CLOCK=events); here the clock opens them"
                )
            }
            return nil
        }
    }

    /// Only the calendar opens and closes days, and only the clock of a replay announces them: whoever else says so has
    /// to be refused in its turn, like anybody. What else lies on their topics waits for no day: the next one lies
    /// behind it.
    private func pace(of head: EventHead, _ topic: Topic) -> Pace {
        switch (topic, head.type) {
        case (.facts(DayOpened.topic), DayOpened.type): .day(head.time.day)
        case (.facts(DayOpened.topic), _), (.facts(DayClosed.topic), _): .immediate
        case (.intake(let id), DayAnnounced.type) where roster.poster(id)?.roles.contains(.clock) == true: .immediate
        case (.intake(let id), _) where roster.poster(id)?.roles == [.clock]: .immediate
        case (.facts, _): .fact(head.time)
        case (.intake, _): .intake(head.time)
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

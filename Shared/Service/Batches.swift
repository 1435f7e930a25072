import Kafka
import Model
import Postgres

/// What one transaction makes of its batch, beside facts.
struct BatchResult {
    /// The district's day after the batch.
    var today: Day?
    var rejections: [Rejection] = []
    var tallies: [TopicPartition: Tally] = [:]

    /// Refuses an event.
    mutating func refuse<Command>(_ event: Received<Command>, _ reason: Reason, _ detail: String) {
        rejections.append(event.rejection(reason, detail))
        tallies[event.origin.partition, default: Tally()].rejected += 1
    }

    /// Adds what was counted elsewhere.
    mutating func add(_ rejections: [Rejection], _ tallies: [TopicPartition: Tally]) {
        self.rejections += rejections
        self.tallies.merge(tallies) { $0 + $1 }
    }
}

extension Tally {
    static func + (left: Tally, right: Tally) -> Tally {
        Tally(
            accepted: left.accepted + right.accepted, rejected: left.rejected + right.rejected,
            doubled: left.doubled + right.doubled,
            ignored: left.ignored + right.ignored)
    }
}

/// Leaves doubles out of a batch: an event takes effect once, however often it is posted or delivered (G1).
struct Doubles {
    let journal: Journal

    /// The events to decide. A double of the same bytes is only counted; an id used again for other bytes becomes a
    /// refusal.
    func remove<Command>(
        from events: [Received<Command>]
    ) throws(PostgresError) -> (fresh: [Received<Command>], doubled: [TopicPartition: Tally]) {
        var first: [EventIdentity: Int] = [:]
        first.reserveCapacity(events.count)
        for (index, event) in events.enumerated() where event.command != nil {
            if let id = event.id, first[id] == nil { first[id] = index }
        }
        let known = try journal.fingerprints(first.keys.map { $0 })
        var fresh: [(id: EventIdentity, fingerprint: Int64)] = []
        var kept: [Received<Command>] = []
        var doubled: [TopicPartition: Tally] = [:]
        for (index, event) in events.enumerated() {
            guard event.command != nil, let id = event.id else {
                kept.append(event)
                continue
            }
            let before = known[id] ?? first[id].flatMap { $0 < index ? events[$0].fingerprint : nil }
            if before == nil {
                fresh.append((id, event.fingerprint))
                kept.append(event)
            } else if before == event.fingerprint {
                doubled[event.origin.partition, default: Tally()].doubled += 1
            } else {
                kept.append(
                    event.refused(
                        .idReused, "this id was used for another event; a corrected event needs an id of its own"))
            }
        }
        try journal.receive(fresh)
        return (kept, doubled)
    }
}

extension OutboxMessage {
    /// A fact as a CloudEvent, keyed by its subject.
    static func stating<Data: FactData>(_ data: Data, id: String, source: String, time: Moment) -> OutboxMessage {
        let (id, time) = data.identity ?? (id, time)
        let event = CloudEvent(id: id, source: source, type: Data.type, subject: data.subject, time: time, data: data)
        return OutboxMessage(
            topic: Data.topic, key: data.subject, headers: [], payload: event.encoded(), afterAll: false)
    }
}

extension Received {
    /// A command that the wall clock brings: it lies in no partition.
    static func ofClock(_ command: Command, id: String, service: String, now: Moment) -> Self {
        let partition = TopicPartition(topic: "clock", partition: 0)
        return Received(
            origin: Origin(partition: partition, offset: 0), poster: service,
            head: EventHead(id: id, source: service, type: DayAnnounced.type, time: now),
            content: .command(command), fingerprint: 0, arrival: now, payload: .kept([], .none), pace: .immediate
        )
    }
}

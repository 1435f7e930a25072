import Kafka
import Model
import Postgres

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
    let tables: LoopTables
    let age: Age

    /// The events to decide. A double of the same bytes is only counted; an id used again for other bytes becomes a
    /// refusal. What a service states again after its ids are gone is a double, too.
    func remove<Command>(
        from posted: [Received<Command>]
    ) throws(PostgresError) -> (fresh: [Received<Command>], doubled: [TopicPartition: Tally]) {
        var events = posted
        for index in events.indices {
            if let (reason, detail) = refusal(of: events[index]) {
                events[index] = events[index].refused(reason, detail)
            }
        }
        let first = firstOfEach(events)
        let known = try known(first)
        var fresh: [ReceivedID] = []
        var kept: [Received<Command>] = []
        var doubled: [TopicPartition: Tally] = [:]
        fresh.reserveCapacity(events.count)
        kept.reserveCapacity(events.count)
        for index in events.indices {
            guard events[index].isCommand, let head = events[index].head, let id = events[index].id else {
                kept.append(events[index])
                continue
            }
            if case .fact(let time) = events[index].pace,
                age.isStatedAgain(time, arrival: events[index].arrival)
            {
                doubled[events[index].origin.partition, default: Tally()].doubled += 1
                continue
            }
            let fingerprint = events[index].fingerprint
            let before = known[id] ?? first[id].flatMap { $0.index < index ? events[$0.index].fingerprint : nil }
            if before == nil {
                fresh.append(ReceivedID(id: id, fingerprint: fingerprint, time: head.time))
                kept.append(events[index])
            } else if before == fingerprint {
                doubled[events[index].origin.partition, default: Tally()].doubled += 1
            } else {
                kept.append(
                    events[index].refused(
                        .idReused, "this id was used for another event; a corrected event needs an id of its own"))
            }
        }
        try tables.receive(fresh)
        return (kept, doubled)
    }

    /// Where each id comes first in the batch, and the event's time. In place: an event is large.
    private func firstOfEach<Command>(_ events: [Received<Command>]) -> [EventIdentity: (index: Int, time: Moment)] {
        var first: [EventIdentity: (index: Int, time: Moment)] = [:]
        first.reserveCapacity(events.count)
        for index in events.indices where events[index].isCommand {
            guard let head = events[index].head, let id = events[index].id, first[id] == nil else { continue }
            first[id] = (index, head.time)
        }
        return first
    }

    /// The fingerprints of those that were received before.
    private func known(
        _ first: [EventIdentity: (index: Int, time: Moment)]
    ) throws(PostgresError) -> [EventIdentity: Int64] {
        let times = first.values.lazy.map(\.time)
        guard let earliest = times.min(), let latest = times.max() else { return [:] }
        return try tables.fingerprints(Array(first.keys), slots: age.slots(from: earliest, through: latest))
    }

    /// Why the event is refused, if its time is too far from its arrival.
    private func refusal<Command>(of event: Received<Command>) -> (Reason, String)? {
        guard event.isPosted, event.isCommand, let time = event.head?.time else { return nil }
        return age.refusal(of: time, arrival: event.arrival)
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
    /// A command that the wall clock brings for a day: it lies in no partition.
    static func ofClock(_ command: Command, opening day: Day, service: String) -> Self {
        let (partition, start) = (TopicPartition(topic: "clock", partition: 0), Moment.start(of: day))
        let head = EventHead(
            id: "clock:\(day)", source: service, type: DayAnnounced.type, time: start)
        return Received(
            origin: Origin(partition: partition, offset: Int64(day.ordinal)), poster: service, head: head,
            content: .command(command), fingerprint: 0, arrival: start, payload: Payload(bytes: [], headers: .none),
            pace: .immediate)
    }

    /// Said by a poster, not stated by a service.
    var isPosted: Bool {
        switch pace {
        case .intake: true
        case .immediate: origin.partition.topic.contains(".intake.")
        case .day, .fact: false
        }
    }
}

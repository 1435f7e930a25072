import Kafka
import Model
import Postgres

/// What a process knows of the days of a replay. It holds for the partitions that it has, and is dropped when they
/// change.
struct Replay {
    /// The last day that this process has closed.
    var closedThrough: Day?
    /// The day for which the ends of the partitions were asked.
    var barrierDay: Day?
}

/// In a replay (`CLOCK=events`) days are barriers (ADR 2).
extension Loop {
    /// In a replay, before a day opens, the ends of all partitions are asked for once, and again if this process got
    /// partitions since; true if they were known already.
    func isBarrierSet(for day: Day) throws -> Bool {
        guard configuration.isReplay, replay.barrierDay != day else { return true }
        // A partition that was added since may hold something of the day.
        partitionsKnown = surroundings.lease(milliseconds: 0)
        try lookForPartitions()
        let partitions = lanes.partitions
        lanes.setBarrier(
            try ask { (broker) throws(KafkaError) in try broker.endOffsets(of: partitions) })
        replay.barrierDay = day
        return false
    }

    /// In a replay: when nothing of the day is left in any partition, says so; the registry then opens the next day.
    func closeDay() throws -> Bool {
        guard configuration.isReplay, let today, replay.closedThrough != today, !lanes.partitions.isEmpty else {
            return false
        }
        guard try isBarrierSet(for: today) else { return true }
        guard lanes.fronts.allSatisfy({ $0.pace != nil || $0.atEnd }) else { return false }
        try turn.transaction { () throws(PostgresError) in
            guard try tables.close(today) else { return }
            let closed = DayClosed(day: today, service: Identifier(known: App.name))
            var message = OutboxMessage.stating(closed, id: "", source: App.name, time: Moment.start(of: today))
            message.afterAll = true
            try tables.enqueue([message])
        }
        replay.closedThrough = today
        surroundings.relay.wake()
        return true
    }
}

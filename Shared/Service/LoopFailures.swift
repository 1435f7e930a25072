import Kafka
import Model
import Postgres

/// A failure belongs to one event (ADR 10).
extension Loop {
    /// What a process knows of failures, whatever it lost meanwhile.
    struct Known {
        var isolation: Isolation
        var dayIsolation: Isolation
        var startedOnce: Set<TopicPartition> = []

        init(_ configuration: Configuration) {
            let patience = configuration.integer("BATCH_MS_MAX")
            isolation = Isolation(most: configuration.integer("BATCH_EVENTS_MAX"), patienceMilliseconds: patience)
            dayIsolation = Isolation(most: configuration.integer("DAY_SUBJECTS_MAX"), patienceMilliseconds: patience)
        }
    }

    /// For the loop after this one.
    var known: Known {
        var known = Known(configuration)
        (known.isolation, known.dayIsolation, known.startedOnce) = (isolation, dayIsolation, startedOnce)
        return known
    }

    /// Runs a transaction that answers how much it decided, or nil if another process has moved the offsets. If it
    /// fails, it is taken again from the offsets of record, with less if that may help (G3). `count` says how much was
    /// tried, and `part` what waits if there is no event that could be left out.
    func isolated(
        _ isolation: ReferenceWritableKeyPath<Loop, Isolation>, count: Int? = nil, part: String = "loop",
        _ work: () throws -> Int?,
        failedOn events: () -> [Origin]
    ) throws {
        let began = surroundings.clocks.monotonic()
        do {
            guard let done = try work() else {
                surroundings.log.warning("another process has moved the offsets; this batch is given up")
                return try resynchronise(lanes.partitions)
            }
            guard done > 0 else { return }
            // Not when it is connected: a database that can be read but not written would be said for ever.
            surroundings.unhinder("loop")
            failingSince = nil
            let time = Duration.milliseconds(surroundings.clocks.monotonic() - began)
            self[keyPath: isolation].succeeded(on: events, count: count ?? done, in: time)
        } catch let error as PostgresError {
            let events = events()
            failingSince = failingSince ?? began
            let count = count ?? (events.isEmpty ? self[keyPath: isolation].size : events.count)
            switch self[keyPath: isolation].failed(error, on: events, count: count) {
            case .raise: throw error
            case .again(let milliseconds):
                say("this batch is taken again", error, self[keyPath: isolation])
                surroundings.pause(milliseconds: milliseconds)
            case .smaller: say("this batch is taken in parts", error, self[keyPath: isolation])
            case .leaveOut where events.isEmpty:
                surroundings.hinder(part, error.description, since: failingSince)
                if part == "loop" { surroundings.pause(milliseconds: 1_000) }
            case .leaveOut: report(error, leavingOut: events, self[keyPath: isolation])
            }
            try resynchronise(lanes.partitions)
        }
    }

    /// A failure is nothing new once in a while; health says of what goes on.
    private func say(_ what: String, _ error: PostgresError, _ isolation: Isolation) {
        let milliseconds = failingSince.map { surroundings.clocks.monotonic() - $0 } ?? 0
        guard isolation.failures <= Self.failuresMax, milliseconds < Self.failingMilliseconds else {
            return surroundings.hinder("loop", error.description, since: failingSince)
        }
        surroundings.log.warning(what, ["error": error.description])
    }

    /// Failures in a row that need no operator.
    private static var failuresMax: Int { 3 }
    /// How long they may take: a lock that is waited for fails late.
    private static var failingMilliseconds: Int64 { 5_000 }

    /// One event, or one portion of a day, is left out.
    private func report(_ error: PostgresError, leavingOut events: [Origin], _ isolation: Isolation) {
        let place = ["error": error.description, "event": events.map(\.description).joined(separator: " ")]
        if events.contains(where: { $0.partition.topic == DayOpened.topic }) {
            let what = "a portion of a day's opening fails alone and is left out (EVENT_FAILED)"
            return surroundings.log.error("\(what): mend it, and the next day's opening takes it up again", place)
        }
        guard events.contains(where: { isolation.leavesOut($0) == .eventFailed }) else {
            return surroundings.log.warning("an event has an id that was used before, and is refused", place)
        }
        surroundings.log.error("an event fails alone and is refused (EVENT_FAILED): see console rejected", place)
    }
}

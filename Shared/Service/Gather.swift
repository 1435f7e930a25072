import Kafka
import Model
import Postgres

/// Takes events in the order of the merge.
extension Loop {
    /// Events until the batch is full, the next one must wait, gathering took too long, or a day opens (which is taken
    /// alone).
    func gather() throws -> [Received<App.Command>] {
        let (began, bytesMax) = (ContinuousClock.now, configuration.integer("BATCH_BYTES_MAX"))
        var (events, bytes) = ([Received<App.Command>](), 0)
        try serve(waitMilliseconds: 0)
        try refill()
        while events.count < isolation.size, bytes < bytesMax {
            switch Merge.next(lanes.heads, today: today, isReplay: configuration.isReplay) {
            case .take(let index):
                release(lanes.heads[index].head)
                let isDay = if case .day? = lanes.heads[index].head { true } else { false }
                if isDay || isolation.isCareful(of: lanes.partition(index)) {
                    guard events.isEmpty, !(isDay && isMoreDue) else { return events }
                    if case .day(let day)? = lanes.heads[index].head {
                        guard try isBarrierSet(for: day) else { continue }
                    }
                    return [lanes.take(index)]
                }
                events.append(lanes.take(index))
                bytes += events[events.count - 1].payload.count
                if lanes.heads[index].head == nil {
                    if began.duration(to: .now) > .milliseconds(configuration.integer("BATCH_MS_MAX")) { return events }
                    try refill()
                }
            case .blocked:
                if let day = lanes.announcedDay ?? today, try !isBarrierSet(for: day) { continue }
                if isPatienceOver(since: began, isEmpty: events.isEmpty) {
                    guard events.isEmpty, !configuration.isReplay else { return events }
                    lanes.waiveEnds()
                }
                try serve(waitMilliseconds: 2)
                try refill()
            case .held:
                if events.isEmpty { hold() }
                return events
            case .drained:
                heldSince = nil
                return events
            }
        }
        return events
    }

    /// Events wait for others no longer than a batch does to fill; if there is nothing to take yet, longer.
    private func isPatienceOver(since began: ContinuousClock.Instant, isEmpty: Bool) -> Bool {
        let setting = isEmpty && !configuration.isReplay ? "MERGE_WAIT_MS" : "BATCH_WAIT_MS"
        return began.duration(to: .now) > .milliseconds(configuration.integer(setting))
    }

    /// What is there was posted on a day that has not opened: it waits, and after a while health says so.
    private func hold() {
        let since = heldSince ?? .now
        heldSince = since
        guard !configuration.isReplay, since.duration(to: .now) > .seconds(10) else { return }
        let day = today.map { "the district's day is \($0)" } ?? "the district has no day yet"
        surroundings.hinder("calendar", "\(day), and what is posted later is held: is the registry running?")
    }

    /// A post is taken: none is held.
    private func release(_ head: Pace?) {
        guard heldSince != nil, case .intake? = head else { return }
        heldSince = nil
        surroundings.unhinder("calendar")
    }

    /// Reads ahead in lanes that have nothing left.
    private func refill() throws {
        phases.lap("merge")
        defer { phases.lap("decode") }
        try lanes.refill(from: consumer)
        for topic in lanes.takeUnstamped() {
            surroundings.warnOnce(
                "\(topic) is not stamped by the broker: windows and ages rest on the posters' clocks; "
                    + "console topics create mends it (message.timestamp.type)")
        }
        for hole in lanes.takeHoles() {
            surroundings.log.info(
                "an offset has no message: a transaction's marker, or a message that is gone",
                ["partition": hole.partition.description, "offset": String(hole.offset)])
        }
    }

    /// In a replay, before a day opens, the ends of all partitions are asked for once, and again if this process got
    /// partitions since; true if they were known already.
    func isBarrierSet(for day: Day) throws -> Bool {
        guard configuration.isReplay, barrierDay != day else { return true }
        lanes.setBarrier(try consumer.endOffsets(of: lanes.partitions, timeoutMilliseconds: 10_000))
        barrierDay = day
        return false
    }
}

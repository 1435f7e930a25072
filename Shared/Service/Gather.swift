import Kafka
import Model
import Postgres

/// Takes events in the order of the merge.
extension Loop {
    /// Events until the batch is full, the next one must wait, gathering took too long, or a day opens (which is taken
    /// alone).
    func gather() throws -> [Received<App.Command>] {
        let (began, bytesMax) = (surroundings.clocks.monotonic(), configuration.integer("BATCH_BYTES_MAX"))
        var (events, bytes) = ([Received<App.Command>](), 0)
        try serve(waitMilliseconds: 0)
        try refill()
        while events.count < isolation.size, bytes < bytesMax {
            switch Merge.next(lanes.fronts, today: today, isReplay: configuration.isReplay) {
            case .take(let index):
                release(lanes.fronts[index].pace)
                unblock()
                let isDay = if case .day? = lanes.fronts[index].pace { true } else { false }
                if isDay || isolation.isCareful(of: lanes.partition(index)) {
                    guard events.isEmpty, !(isDay && isMoreDue) else { return events }
                    if case .day(let day)? = lanes.fronts[index].pace {
                        guard try isBarrierSet(for: day) else { continue }
                    }
                    return [lanes.take(index)]
                }
                events.append(lanes.take(index))
                bytes += events[events.count - 1].payload.count
                if lanes.fronts[index].pace == nil {
                    if milliseconds(since: began) > configuration.integer("BATCH_MS_MAX") { return events }
                    try refill()
                }
            case .blocked:
                if let day = lanes.announcedDay ?? today, try !isBarrierSet(for: day) { continue }
                if isPatienceOver(since: began, isEmpty: events.isEmpty) {
                    if events.isEmpty, !configuration.isReplay { try askEnds() }
                    return events
                }
                try serve(waitMilliseconds: 2)
                try refill()
            case .held:
                if events.isEmpty { hold() }
                return events
            case .drained:
                heldSince = nil
                // Those that are not begun yet may hold something.
                if !lanes.partitions.isEmpty { unblock() }
                return events
            }
        }
        return events
    }

    /// Events wait for others no longer than a batch does to fill; if there is nothing to take yet, the broker may be
    /// about to say that a partition has ended.
    private func isPatienceOver(since began: Int64, isEmpty: Bool) -> Bool {
        let most = isEmpty && !configuration.isReplay ? 500 : configuration.integer("BATCH_WAIT_MS")
        return milliseconds(since: began) > most
    }

    /// Asks whether the partitions that hold the others back hold anything. One that does is waited for, however slow
    /// the machine is: what it holds may be earlier than all that is there (G2). One whose leader does not answer is
    /// waited for `MERGE_WAIT_MS`, so that a broker that is away for long does not stop what others have. The answer of
    /// some brokers is an offset inside the last batch (FETCH_CHECK): it is no end.
    private func askEnds() throws {
        let ends = try ends(of: lanes.unended)
        if let ends, !lanes.checksOffsets {
            lanes.learnEnds(ends)
        } else if isBrokerAwayForLong {
            lanes.waiveEnds()
        }
        sayWaits(for: lanes.unended)
    }

    func milliseconds(since began: Int64) -> Int { Int(surroundings.clocks.monotonic() - began) }

    /// What is there was posted on a day that has not opened: it waits, and after a while health says so.
    private func hold() {
        let since = heldSince ?? surroundings.clocks.monotonic()
        heldSince = since
        // Days of a replay are work, and end when all services have done it.
        guard milliseconds(since: since) > (configuration.isReplay ? 30_000 : 10_000) else { return }
        let day = today.map { "the district's day is \($0)" } ?? "the district has no day yet"
        let text =
            configuration.isReplay && today != nil
            ? "\(day), and what is posted later is held until all services have closed it: does one stand still?"
            : "\(day), and what is posted later is held: is the registry running?"
        surroundings.hinder("calendar", text, since: since)
    }

    /// A post is taken: none is held.
    private func release(_ pace: Pace?) {
        guard heldSince != nil, case .intake? = pace else { return }
        heldSince = nil
        surroundings.unhinder("calendar")
    }

    /// Reads ahead in lanes that have nothing left.
    private func refill() throws {
        try phases.during("decode") { try lanes.refill(from: broker, meanwhile: keepSession) }
        for topic in lanes.takeUnstamped() {
            surroundings.warnOnce(
                "\(topic) is not stamped by the broker: windows and ages rest on the posters' clocks; "
                    + "console topics create mends it (message.timestamp.type)")
        }
        if let ahead = lanes.takeStampsAhead() { compareClocks(ahead) }
        for hole in lanes.takeHoles() {
            surroundings.log.info(
                "an offset has no message: a transaction's marker, or a message that is gone",
                ["partition": hole.partition.description, "offset": String(hole.offset)])
        }
    }
}

import Kafka
import Model
import Postgres

/// One transaction: claim the offsets, leave out doubles, decide, save, reject and publish, all or nothing.
struct Turn<App: Application> {
    let configuration: Configuration
    let connection: Connection
    let journal: Journal
    let decideAll: DecideAll<App>
    let decode: Decode<App.Command>
    let phases: Phases

    /// What came of it.
    struct Outcome {
        var facts: [Recorded<App.Fact>] = []
        /// The district's day on which it was decided.
        var today: Day?
        /// Waiting events are due now.
        var isWaking = false
        /// More waiting events are due than were taken.
        var isMoreDue = false
        /// Refused as `EVENT_FAILED`.
        var failed = 0
        /// Why facts of services were refused: nobody who posts can mend that.
        var refusedFacts: Set<Reason> = []
    }

    /// Events from the log; nil, and nothing written, if the offsets of record are not what this process last saw.
    func take(_ events: [Received<App.Command>], claims: [Claim]) throws(PostgresError) -> Outcome? {
        try connection.transaction { (connection) throws(PostgresError) in
            guard try journal.claim(claims) else { return nil }
            let today = try journal.heldDay()
            phases.lap("claim")
            let (fresh, doubled) = try Doubles(journal: journal, age: age(today)).remove(from: events)
            phases.lap("doubles")
            return try decide(fresh, on: today, counting: doubled)
        }
    }

    /// Commands of the wall clock.
    func take(_ command: Received<App.Command>) throws(PostgresError) -> Outcome? {
        try connection.transaction { (connection) throws(PostgresError) in
            try decide([command], on: try journal.heldDay(), counting: [:])
        }
    }

    /// Waiting events that are due, the earliest first; what they waited for is there, or they waited too long. `taken`
    /// is told which, also if it fails.
    func takeDue(
        most: Int, leavingOut isLeftOut: (Origin) -> Reason?, taken: ([Origin]) -> Void
    ) throws(PostgresError) -> Outcome? {
        try connection.transaction { (connection) throws(PostgresError) -> Outcome? in
            let today = try journal.heldDay()
            let (waiting, isMore) = try journal.takeDue(
                on: today, most: most, bytes: configuration.integer("BATCH_BYTES_MAX"))
            guard !waiting.isEmpty else { return nil }
            taken(waiting.map(\.origin))
            let events = waiting.map { waiting in
                isLeftOut(waiting.origin).map { decode(waiting).failed($0) } ?? due(waiting)
            }
            let (fresh, doubled) = try removeDoubles(of: waiting.filter(\.isRetried), from: events, today)
            var outcome = try decide(fresh, on: today, counting: doubled)
            outcome.isMoreDue = isMore
            return outcome
        }
    }

    /// What waits was received once; what an operator lets be decided again is received now, or was meanwhile.
    private func removeDoubles(
        of retried: [WaitingEvent], from events: [Received<App.Command>], _ today: Day?
    ) throws(PostgresError) -> ([Received<App.Command>], [TopicPartition: Tally]) {
        guard !retried.isEmpty else { return (events, [:]) }
        let places = Set(retried.map(\.origin))
        let (fresh, doubled) = try Doubles(journal: journal, age: age(today)).remove(
            from: events.filter { places.contains($0.origin) })
        let byPlace = Dictionary(fresh.map { ($0.origin, $0) }) { $1 }
        return (events.compactMap { places.contains($0.origin) ? byPlace[$0.origin] : $0 }, doubled)
    }

    /// A waiting event, read again; one that waited too long is refused or decided in another way.
    private func due(_ waiting: WaitingEvent) -> Received<App.Command> {
        var event = decode(waiting)
        guard !waiting.isReady else { return event }
        event.isOverdue = true
        if let command = event.command.flatMap({ decideAll.application.overdue($0) }) {
            event.content = .command(command)
        }
        return event
    }

    /// Decides what is new and writes all that comes of it, in the transaction that is open; counts it with the
    /// doubles, but not parts of one event.
    func decide(
        _ events: [Received<App.Command>], on today: Day?, counting doubled: [TopicPartition: Tally]? = nil
    ) throws(PostgresError) -> Outcome {
        let decided = try decideAll(events, today: today)
        let rejections = try journal.reject(
            decided.rejections, on: today, bytesMax: configuration.integer("REJECTION_BYTES_MAX"))
        let refused = rejections.map { $0.message(topic: "\(App.name).rejected") }
        let messages = (decided.messages?.value ?? []) + refused
        phases.lap("encode")
        try journal.publish(messages)
        phases.lap("publish")
        if let doubled { try journal.count(decided.tallies.merging(doubled) { $0 + $1 }) }
        phases.lap("claim")
        return Outcome(
            facts: decided.facts, today: today, isWaking: decided.isWaking,
            failed: decided.rejections.count { $0.reason == .eventFailed },
            refusedFacts: Set(
                decided.rejections.filter { !decode.isIntake($0.origin.partition) }.map(\.reason)))
    }

    /// How old and how far ahead an event may be.
    func age(_ today: Day?) -> Age { Age(today: today, configuration) }
}

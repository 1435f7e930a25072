import Kafka
import Model
import Postgres

/// One transaction: move the offsets, keep what is new, a round, rejections and outbox, all or nothing.
struct Turn<App: Application> {
    let configuration: Configuration
    let connection: any Database
    let tables: LoopTables
    let round: Round<App>
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
        /// Why events were refused.
        var reasons: Set<Reason> = []
        /// Why facts of services were refused: nobody who posts can mend that.
        var refusedFacts: Set<Reason> = []
    }

    /// Events from the log; nil, and nothing written, if the offsets of record are not what this process last saw.
    func take(
        _ events: [Received<App.Command>], moving moves: [OffsetMove]
    ) throws(PostgresError) -> Outcome? {
        try transaction { () throws(PostgresError) in
            let isMoved = try phases.during("offsets") { () throws(PostgresError) in try tables.move(moves) }
            guard isMoved else { return nil }
            let today = try tables.heldDay()
            let (fresh, doubled) = try phases.during("doubles") { () throws(PostgresError) in
                try Doubles(tables: tables, age: age(today)).remove(from: events)
            }
            return try complete(fresh, on: today, counting: doubled)
        }
    }

    /// Runs steps that are committed together, or not at all if they answer nil or fail.
    func transaction<Result>(
        _ steps: () throws(PostgresError) -> Result?
    ) throws(PostgresError) -> Result? {
        try phases.during("commit") { () throws(PostgresError) in
            try connection.transaction { (_) throws(PostgresError) in try steps() }
        }
    }

    /// Commands of the wall clock.
    func take(_ command: Received<App.Command>) throws(PostgresError) -> Outcome? {
        try transaction { () throws(PostgresError) in
            try complete([command], on: try tables.heldDay(), counting: [:])
        }
    }

    /// Waiting events that are due, the earliest first; what they waited for is there, or they waited too long. `taken`
    /// is told which, also if it fails.
    func takeDue(
        most: Int, leavingOut isLeftOut: (Origin) -> Reason?, taken: ([Origin]) -> Void
    ) throws(PostgresError) -> Outcome? {
        try transaction { () throws(PostgresError) -> Outcome? in
            let today = try tables.heldDay()
            if try tables.makeReady() { return Outcome(today: today, isMoreDue: true) }
            let (waiting, isMore) = try tables.takeDue(
                on: today, most: most, bytes: configuration.integer("BATCH_BYTES_MAX"))
            guard !waiting.isEmpty else { return nil }
            taken(waiting.map(\.origin))
            let events = waiting.map { waiting in
                isLeftOut(waiting.origin).map { decode(waiting).failed($0) } ?? due(waiting)
            }
            let (fresh, doubled) = try removeDoubles(of: waiting.filter(\.isRetried), from: events, today)
            var outcome = try complete(fresh, on: today, counting: doubled)
            outcome.isMoreDue = isMore
            if isMore { try tables.goOnWithDue() }
            return outcome
        }
    }

    /// What waits was received once; what an operator lets be decided again is received now, or was meanwhile.
    private func removeDoubles(
        of retried: [WaitingEvent], from events: [Received<App.Command>], _ today: Day?
    ) throws(PostgresError) -> ([Received<App.Command>], [TopicPartition: Tally]) {
        guard !retried.isEmpty else { return (events, [:]) }
        let places = Set(retried.map(\.origin))
        let (fresh, doubled) = try Doubles(tables: tables, age: age(today)).remove(
            from: events.filter { places.contains($0.origin) })
        let byPlace = Dictionary(fresh.map { ($0.origin, $0) }) { $1 }
        return (events.compactMap { places.contains($0.origin) ? byPlace[$0.origin] : $0 }, doubled)
    }

    /// A waiting event, read again; one that waited too long is refused or decided in another way.
    private func due(_ waiting: WaitingEvent) -> Received<App.Command> {
        var event = decode(waiting)
        guard !waiting.isReady else { return event }
        event.isOverdue = true
        if let command = event.command.flatMap({ round.application.overdue($0) }) {
            event.content = .command(command)
        }
        return event
    }

    /// Decides what is new and writes all that comes of it, in the transaction that is open; counts it with the
    /// doubles, but not parts of one event.
    func complete(
        _ events: [Received<App.Command>], on today: Day?, counting doubled: [TopicPartition: Tally]? = nil
    ) throws(PostgresError) -> Outcome {
        let decided = try round(events, today: today)
        try round.tell(decided)
        try phases.during("outbox") { () throws(PostgresError) in
            let rejections = try tables.reject(
                decided.rejections, on: today, bytesMax: configuration.integer("REJECTION_BYTES_MAX"))
            try tables.enqueue(rejections.map { $0.message(topic: "\(App.name).rejected") })
        }
        if let doubled { try tables.count(decided.tallies.merging(doubled) { $0 + $1 }) }
        return Outcome(
            facts: decided.facts, today: today, isWaking: decided.isWaking,
            failed: decided.rejections.count { $0.reason == .eventFailed },
            reasons: Set(decided.rejections.map(\.reason)),
            refusedFacts: Set(
                decided.rejections.filter { !decode.isIntake($0.origin.partition) }.map(\.reason)))
    }

    /// How old and how far ahead an event may be.
    func age(_ today: Day?) -> Age { Age(today: today, configuration) }
}

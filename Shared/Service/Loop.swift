import Dispatch
import Kafka
import Model
import Postgres

/// The way of every event through a service: gather what is there in the order of its time (`Gather`; decoded in
/// `Lanes`), then take it in one transaction (`Turn`), then wake the relay. Waiting events that are due go first, a new
/// day goes alone (`Days`). It runs on its own thread and sets its own pace.
final class Loop<App: Application> {
    let application: App
    let configuration: Configuration
    let surroundings: Surroundings
    let broker: any Broker
    let asking = DispatchQueue(label: "ask")
    let connection: any Database
    let tables: LoopTables
    let turn: Turn<App>
    let files: FileKeeper<App>
    let phases: Phases
    var lanes: Lanes<App.Command>
    var isolation: Isolation
    /// The same for portions of a day's opening, in subjects.
    var dayIsolation: Isolation
    var today: Day?
    var replay = Replay()
    /// Waiting events may be due.
    var isDue = true
    /// More of them are due than the last portion took.
    var isMoreDue = false
    /// Waiting events that are taken one by one, since processes died while they were due.
    var dueCareful = 0
    /// Partitions that this process has started before.
    var startedOnce: Set<TopicPartition>
    /// Not all that was there when partitions were started is taken yet.
    var isAtWork = false
    /// Last day that this process's clock has opened (registry).
    var clockThrough: Day?
    /// Until then the partitions that are known are all there are, and the session need not be kept.
    var partitionsKnown: Lease
    var sessionKept: Lease
    /// Until then waiting events need not be looked for, and the clock is not asked.
    var dueAsked: Lease
    var clockAsked: Lease
    /// Since when an event of a day waits that has not opened, by the monotonic clock.
    var heldSince: Int64?
    /// Since when a partition that may hold something earlier holds the others back, by the same clock.
    var blockedSince: Int64?
    /// Since when nothing was committed because it failed, by the same clock.
    var failingSince: Int64?

    /// Goes on with a broker and the partitions that it has.
    init(
        _ application: App, _ configuration: Configuration, _ surroundings: Surroundings, _ broker: any Broker,
        _ connection: any Database, _ known: Known
    ) {
        self.application = application
        self.configuration = configuration
        self.surroundings = surroundings
        self.broker = broker
        let now = surroundings.lease(milliseconds: 0)
        (partitionsKnown, sessionKept, clockAsked) = (now, now, now)
        dueAsked = surroundings.lease(milliseconds: 1_000)
        self.connection = connection
        tables = LoopTables(connection: connection)
        files = FileKeeper(application, connection, surroundings)
        phases = Phases("loop", surroundings.metrics)
        let decode = Decode(
            service: App.name, entries: App.intake, roster: configuration.district.roster,
            bytesMax: configuration.integer("EVENT_BYTES_MAX"), isReplay: configuration.isReplay,
            clocks: surroundings.clocks)
        turn = Turn(
            configuration: configuration, connection: connection, tables: tables,
            round: Round(
                application: application, configuration: configuration, tables: tables, phases: phases),
            decode: decode, phases: phases)
        lanes = Lanes(
            decode: decode, lookahead: .init(configuration), isReplay: configuration.isReplay,
            checksOffsets: configuration.text("FETCH_CHECK") == "on")
        (isolation, dayIsolation, startedOnce) = (known.isolation, known.dayIsolation, known.startedOnce)
    }

    /// Runs until shutdown is asked for.
    func run() throws {
        do {
            guard try begin() else { return }
            while !surroundings.shutdown.isRequested { try step() }
        } catch is NotWaitedFor {}
        // Who cannot say so counts as dead, and costs the next one some single events.
        try? leave()
    }

    /// One turn: look for partitions, then take what is due, or what came; or wait for something to come. Between the
    /// portions of what is due, what came is taken: it need not wait for all of them, but the next day does.
    func step() throws {
        surroundings.beat()
        try lookForPartitions()
        try tick()
        if try takeDue(), !isMoreDue { return }
        try files.keepAgain()
        let events = try phases.during("merge") { try gather() }
        if case .day(let day)? = events.first?.pace { return try open(day, events[0]) }
        if !events.isEmpty { return try take(events) }
        if isMoreDue { return }
        if try closeDay() { return }
        try serve(waitMilliseconds: 50)
        try askDatabase()
    }

    /// The batch in its transaction; a process that has lost a partition writes nothing (G7) and goes back to the
    /// offsets of record.
    private func take(_ posted: [Received<App.Command>]) throws {
        let careful = isolation.isCareful(of: posted[0].origin.partition)
        let events =
            isolation.leavesOutSome ? posted.map { isolation.leavesOut($0.origin).map($0.failed) ?? $0 } : posted
        try isolated(\.isolation) {
            if careful { try tables.suspect(events[0].origin) }
            guard let outcome = try turn.take(events, moving: lanes.moves) else { return nil }
            lanes.commit()
            if careful { isolation.tookOne(of: events[0].origin.partition) }
            if outcome.reasons.contains(.timeInFuture) { compareClocks(events) }
            try committed(outcome, arrivals: events.map(\.arrival.milliseconds))
            return events.count
        } failedOn: {
            events.map(\.origin)
        }
    }

    /// Takes a portion of the waiting events that are due; false if there is none.
    func takeDue() throws -> Bool {
        guard isDue else { return false }
        var (taken, isSome) = ([Origin](), true)
        try isolated(\.isolation) {
            if dueCareful > 0 { try tables.suspectDue(on: today) }
            let (most, isolation) = (dueCareful > 0 ? 1 : isolation.size, isolation)
            let outcome = try turn.takeDue(most: most, leavingOut: isolation.leavesOut) { taken = $0 }
            isMoreDue = outcome?.isMoreDue ?? false
            if let outcome {
                if !taken.isEmpty { dueCareful = max(0, dueCareful - 1) }
                try committed(outcome, arrivals: [])
            } else {
                (isDue, dueCareful, isSome) = (false, 0, false)
                try tables.leaveDue()
            }
            return taken.count
        } failedOn: {
            taken
        }
        return isSome
    }
}

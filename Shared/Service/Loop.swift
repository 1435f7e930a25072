import Kafka
import Model
import Postgres

/// The way of every event through a service: poll, decode and authorize (in `Lanes`), then in one transaction claim,
/// keep what is new, decide, save and publish; then wake the relay. It runs on its own thread and sets its own pace.
final class Loop<App: Application> {
    private let application: App
    private let configuration: Configuration
    private let surroundings: Surroundings
    private let decode: Decode<App.Command>
    private let consumer: Consumer
    private let connection: Connection
    private let journal: Journal
    private let decideAll: DecideAll<App>
    private let files: FileKeeper<App>
    private let phases: Phases
    private var lanes: Lanes<App.Command>
    private var today: Day?
    private var closedThrough: Day?
    /// The day for which the ends of the partitions were asked (replay).
    private var barrierDay: Day?
    /// When the broker was last asked whether it is there, milliseconds.
    private var brokerAskedAt: Int64 = 0

    /// Goes on with a consumer and the partitions that it has.
    init(
        _ application: App, _ configuration: Configuration, _ surroundings: Surroundings, _ consumer: Consumer,
        _ connection: Connection
    ) {
        self.application = application
        self.configuration = configuration
        self.surroundings = surroundings
        self.consumer = consumer
        self.connection = connection
        journal = Journal(connection: connection)
        files = FileKeeper(application, connection, surroundings)
        phases = Phases("loop", surroundings.metrics)
        decideAll = DecideAll(application: application, configuration: configuration, journal: journal, phases: phases)
        decode = Decode(
            service: App.name, entries: App.intake, roster: configuration.district.roster,
            bytesMax: configuration.integer("EVENT_BYTES_MAX"))
        lanes = Lanes(
            decode: decode, lookahead: configuration.integer("LOOKAHEAD_EVENTS"), isReplay: configuration.isReplay)
    }

    /// A new member of the service's group.
    static func join(_ configuration: Configuration) throws(KafkaError) -> Consumer {
        let consumer = try Consumer(configuration.consumer(App.name))
        try consumer.subscribe(["^\(App.name)\\.intake\\..*"] + Set(App.intake.compactMap(\.topic)).sorted())
        return consumer
    }

    /// Runs until shutdown is asked for; then leaves the group, and also if the broker failed. If only the database
    /// did, the member stays: whoever leaves and joins makes the whole group wait.
    func run() throws(LoopError) {
        do {
            try resynchronise(consumer.partitions)
            try files.keep([])
            while !surroundings.shutdown.isRequested { try step() }
        } catch {
            if !(error is PostgresError) { consumer.close() }
            throw LoopError(error)
        }
        consumer.close()
    }

    /// One turn: serve the group, then take and decide what is there, or wait for something to come.
    private func step() throws {
        surroundings.beat()
        askBroker()
        try tick()
        try files.keepAgain()
        let events = try gather()
        if events.isEmpty, try !closeDay() {
            try serve(waitMilliseconds: 50)
            // Another process of the service may have opened the day.
            if configuration.isReplay { today = try journal.day().today }
        }
        if !events.isEmpty { try process(events) }
    }

    // MARK: Group

    /// While the broker is away, looks once a second whether it is back.
    private func askBroker() {
        guard surroundings.isHindered("broker"), WallClock.milliseconds() - brokerAskedAt > 1000 else { return }
        if consumer.isAnswered(timeoutMilliseconds: 1000) { surroundings.unhinder("broker") }
        brokerAskedAt = WallClock.milliseconds()
    }

    /// Answers the group's calls and notes whether the broker is there.
    private func serve(waitMilliseconds: Int) throws {
        if waitMilliseconds > 0 { phases.lap("merge") }
        defer { if waitMilliseconds > 0 { phases.lap("wait") } }
        switch consumer.poll(timeoutMilliseconds: waitMilliseconds) {
        case .idle: break
        case .assigned(let partitions):
            let offsets: [TopicPartition: Int64]
            do {
                offsets = try journal.nextOffsets(partitions)
            } catch {
                // The group takes them for started.
                consumer.close()
                throw error
            }
            lanes.begin(offsets)
            // Who had these partitions may not have drained them of a day that this process is done with.
            (barrierDay, closedThrough) = (nil, nil)
            try consumer.start(offsets)
            surroundings.log.info("partitions assigned", ["count": String(partitions.count)])
        case .revoked(let partitions, let lost):
            lanes.end(partitions)
            try consumer.stop(partitions)
            surroundings.log.info("partitions revoked", ["count": String(partitions.count), "lost": String(lost)])
        case .failed(let error):
            if error.advice == .stop { throw error }
            surroundings.hinder("broker", error.name)
        case .statistics: break
        }
    }

    /// Goes back to the offsets of record, after another process moved them or a transaction failed.
    private func resynchronise(_ partitions: [TopicPartition]) throws {
        let offsets = try journal.nextOffsets(partitions)
        lanes.begin(offsets)
        try consumer.seek(offsets)
        barrierDay = nil
        (today, closedThrough) = try journal.day()
    }

    // MARK: Events

    /// Takes events in the order of the merge until the batch is full, the next one must wait, or a day opens.
    private func gather() throws -> [Received<App.Command>] {
        let (most, patience) = (
            configuration.integer("BATCH_EVENTS_MAX"), Int64(configuration.integer("BATCH_WAIT_MS"))
        )
        let hold = Int64(configuration.integer("MERGE_WAIT_MS"))
        var events: [Received<App.Command>] = []
        let began = WallClock.milliseconds()
        try serve(waitMilliseconds: 0)
        try refill()
        while events.count < most {
            switch Merge.next(lanes.heads, today: today, isReplay: configuration.isReplay) {
            case .take(let index):
                if case .day(let day)? = lanes.heads[index].head {
                    guard events.isEmpty else { return events }
                    guard try isBarrierSet(for: day) else { continue }
                    return [lanes.take(index)]
                }
                events.append(lanes.take(index))
                if lanes.heads[index].head == nil { try refill() }
            case .blocked:
                if let day = lanes.announcedDay ?? today, try !isBarrierSet(for: day) { continue }
                let waited = WallClock.milliseconds() - began
                if waited > (events.isEmpty && !configuration.isReplay ? hold : patience) {
                    guard events.isEmpty, !configuration.isReplay else { return events }
                    lanes.waiveEnds()
                }
                let before = lanes.partitions
                try serve(waitMilliseconds: 2)
                try refill()
                if lanes.partitions != before {
                    // What was taken from a partition that is gone is the next owner's.
                    let held = Set(lanes.partitions)
                    events.removeAll { !held.contains($0.origin.partition) }
                    if events.isEmpty { return [] }
                }
            case .held, .drained:
                return events
            }
        }
        return events
    }

    /// Reads ahead in lanes that have nothing left.
    private func refill() throws {
        phases.lap("merge")
        defer { phases.lap("decode") }
        try lanes.refill(from: consumer)
        for hole in lanes.takeHoles() {
            surroundings.log.warning(
                "a message is not in the log any more",
                ["partition": hole.partition.description, "offset": String(hole.offset)])
        }
    }

    /// In a replay, before a day opens, the ends of all partitions are asked for once, and again if this process got
    /// partitions since; true if they were known already.
    private func isBarrierSet(for day: Day) throws -> Bool {
        guard configuration.isReplay, barrierDay != day else { return true }
        lanes.setBarrier(try consumer.endOffsets(of: lanes.partitions, timeoutMilliseconds: 10_000))
        barrierDay = day
        return false
    }

    /// The batch in its transaction; a process that has lost a partition or a race writes nothing (G7) and goes back to
    /// the offsets of record.
    private func process(_ events: [Received<App.Command>]) throws {
        phases.lap("merge")
        do {
            let decided = try decide(events)
            phases.lap("commit")
            guard let facts = decided else {
                surroundings.log.warning("another process has moved the offsets; this batch is given up")
                return try resynchronise(lanes.partitions)
            }
            lanes.commit()
            surroundings.relay.wake()
            surroundings.observe(events.map(\.postedAt), facts: facts.count)
            try files.keep(facts)
        } catch let error as PostgresError where Journal.isRace(error) {
            surroundings.log.warning("this batch lost a race and is taken again", ["error": error.description])
            try resynchronise(lanes.partitions)
        }
    }

    /// The transaction of a batch; nil, and nothing written, if the offsets of record are not what this process last
    /// saw.
    private func decide(_ events: [Received<App.Command>]) throws(PostgresError) -> [Recorded<App.Fact>]? {
        let claims = lanes.claims
        return try connection.transaction { (connection) throws(PostgresError) in
            guard try journal.claim(claims) else { return nil }
            let before = try journal.heldDay()
            var (result, overdue) = try openDay(events, before)
            phases.lap("claim")
            let (fresh, doubled) = try keepNew(events)
            phases.lap("doubles")
            let decided = try decideAll(overdue + fresh, today: result.today, wake: decode)
            result.add(decided.rejections, decided.tallies)
            result.add([], doubled)
            let rejections = try journal.reject(
                result.rejections, on: result.today, bytesMax: configuration.integer("REJECTION_BYTES_MAX"))
            let messages =
                decided.messages.flatMap(\.value) + rejections.map { $0.message(topic: "\(App.name).rejected") }
            phases.lap("encode")
            try journal.publish(messages)
            phases.lap("publish")
            try journal.count(result.tallies)
            phases.lap("claim")
            today = result.today
            return decided.facts
        }
    }

    /// If the batch is a new day: the day begins, and what waited too long is refused, or decided in another way.
    private func openDay(
        _ events: [Received<App.Command>], _ before: Day?
    ) throws(PostgresError) -> (result: BatchResult, overdue: [Received<App.Command>]) {
        guard case .day(let day)? = events.first?.pace, before.map({ $0 < day }) ?? true else {
            return (BatchResult(today: before), [])
        }
        try journal.open(day)
        var (result, overdue) = (BatchResult(today: day), [Received<App.Command>]())
        for waiting in try journal.expire(before: day) {
            var event = decode(waiting)
            if let command = event.command.flatMap({ application.overdue($0) }) {
                (event.content, event.isOverdue) = (.command(command), true)
                overdue.append(event)
            } else {
                result.refuse(
                    event, .referenceUnknown, "nothing is known of \(waiting.awaits), and its waiting time is over")
            }
        }
        return (result, overdue)
    }

    /// Leaves out doubles; an id used again for other bytes is refused.
    private func keepNew(_ events: [Received<App.Command>]) throws(PostgresError) -> (
        [Received<App.Command>], [TopicPartition: Tally]
    ) {
        try Doubles(journal: journal).remove(from: events)
    }

    // MARK: Days

    /// In a replay: when nothing of the day is left in any partition, says so; the registry then opens the next day.
    private func closeDay() throws -> Bool {
        guard configuration.isReplay, let today, closedThrough != today, !lanes.partitions.isEmpty else { return false }
        guard try isBarrierSet(for: today) else { return true }
        guard lanes.heads.allSatisfy({ $0.head != nil || $0.atEnd }) else { return false }
        try connection.transaction { (connection) throws(PostgresError) in
            if try journal.drain(lanes.partitions, through: today) {
                let closed = DayClosed(day: today, service: App.name)
                var message = OutboxMessage.stating(closed, id: "", source: App.name, time: Moment.start(of: today))
                message.afterAll = true
                try journal.publish([message])
            }
        }
        closedThrough = today
        surroundings.relay.wake()
        return true
    }

    /// Commands that the wall clock brings.
    private func tick() throws {
        let now = Moment(milliseconds: WallClock.milliseconds())
        let commands = application.due(at: now, today: today)
        guard !commands.isEmpty else { return }
        try process(
            commands.enumerated().map { index, command in
                Received.ofClock(command, id: "\(now):\(index)", service: App.name, now: now)
            })
    }
}

import Kafka
import Model
import Postgres

/// One process of a service takes events, from all partitions, so that two processes give what one gives: the one whose
/// session has the lock. The others stand by, and one of them goes on when its session ends (ADR 11).
extension Loop {
    private static var lock: SessionLock { SessionLock("events") }

    /// Waits until this process is the one, and takes up what the database has: offsets, day, waiting events, and files
    /// that are behind. False if shutdown was asked for before.
    func begin() throws -> Bool {
        guard try takeLead() else { return false }
        surroundings.takeLead()
        if surroundings.beginsFirst() {
            let (deaths, suspects) = try journal.startDue()
            isDueCareful = deaths >= Isolation.deathsMax || !suspects.isEmpty
            for suspect in suspects { isolation.leaveOut(suspect) }
        }
        try resynchronise(consumer.partitions)
        try files.keep([])
        return true
    }

    private func takeLead() throws -> Bool {
        let silence = configuration.integer("SESSION_TIMEOUT_MS")
        while !surroundings.shutdown.isRequested {
            surroundings.beat()
            if try Self.lock.take(connection, endingSilenceOf: silence) { return true }
            // Whoever has it reads them now.
            try consumer.stop(consumer.partitions)
            try files.giveUp()
            surroundings.standBy()
            surroundings.pause(milliseconds: min(500, Int64(silence / 4)))
        }
        return false
    }

    /// Ends alive.
    func leave() throws(PostgresError) {
        try journal.leave(lanes.partitions)
        try journal.leaveDue()
    }

    /// Starts the partitions that are new since it last looked, which is every five seconds; sooner while there are
    /// none and while the broker is away, whose coming back is seen so, too.
    func lookForPartitions() throws {
        guard partitionsKnown.isOver else { return }
        do {
            let known = try consumer.knownPartitions(timeoutMilliseconds: 1_000).filter(isMine)
            surroundings.unhinder("broker")
            try start(Set(known).subtracting(consumer.partitions).sorted())
        } catch let error as KafkaError where error.advice != .stop {
            surroundings.hinder("broker", error.name)
        }
        partitionsKnown = Lease(milliseconds: consumer.partitions.isEmpty ? 200 : 5_000)
    }

    private func isMine(_ partition: TopicPartition) -> Bool {
        partition.topic.hasPrefix("\(App.name).intake.") || Self.factTopics.contains(partition.topic)
    }

    private static var factTopics: Set<String> { Set(App.intake.compactMap(\.topic)) }

    private func start(_ partitions: [TopicPartition]) throws {
        guard !partitions.isEmpty else { return }
        // To begin again in one process is no death.
        let places = try journal.start(partitions, countingDeaths: startedOnce.isDisjoint(with: partitions))
        startedOnce.formUnion(partitions)
        isAtWork = true
        isolation.begin(places)
        lanes.begin(places.mapValues(\.nextOffset))
        // They may hold something of a day that was closed without them.
        (barrierDay, closedThrough) = (nil, nil)
        try consumer.start(places.mapValues(\.nextOffset))
        surroundings.unhinder("partitions")
        surroundings.log.info("partitions started", ["count": String(partitions.count)])
    }

    /// Notes whether the broker is there, and keeps the session: the server ends one that says nothing, and its lock
    /// with it.
    func serve(waitMilliseconds: Int) throws {
        if waitMilliseconds > 0 { phases.lap("merge") }
        defer { if waitMilliseconds > 0 { phases.lap("wait") } }
        if let error = consumer.poll(timeoutMilliseconds: waitMilliseconds) {
            if error.advice == .stop { throw error }
            surroundings.hinder("broker", error.name)
            partitionsKnown = Lease(milliseconds: min(1_000, partitionsKnown.millisecondsLeft))
        }
        if sessionKept.isOver {
            try journal.touch()
            sessionKept = Lease(milliseconds: configuration.integer("SESSION_TIMEOUT_MS") / 4)
        }
    }

    /// Goes back to the offsets of record, after another process moved them or a transaction failed.
    func resynchronise(_ partitions: [TopicPartition]) throws {
        let offsets = try journal.nextOffsets(partitions)
        lanes.begin(offsets)
        try consumer.seek(offsets)
        barrierDay = nil
        (today, closedThrough) = try journal.day()
        isDue = true
    }

    /// Nothing came: what operators did may be seen in the database.
    func askDatabase() throws(PostgresError) {
        guard dueAsked.duration(to: .now) > .seconds(1) else { return }
        dueAsked = .now
        isDue = try journal.isDue()
        guard !isDue else { return }
        surroundings.unhinder("loop")
        // Whoever dies from now on died of nothing that was there.
        guard isAtWork, lanes.isAllTaken else { return }
        try journal.settle()
        isAtWork = false
    }
}

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
            let (deaths, suspect) = try tables.startDue()
            if deaths >= Isolation.deathsMax || suspect != nil {
                dueCareful = configuration.integer("BATCH_EVENTS_MAX")
            }
            if let suspect, suspect.deaths >= Isolation.deathsMax { isolation.leaveOut(suspect.event) }
        }
        try resynchronise(broker.partitions)
        try files.keep([])
        return true
    }

    private func takeLead() throws -> Bool {
        let silence = configuration.integer("SESSION_TIMEOUT_MS")
        while !surroundings.shutdown.isRequested {
            surroundings.beat()
            if try Self.lock.take(connection, endingSilenceOf: silence) { return true }
            // Whoever has it reads them now.
            try broker.stop(broker.partitions)
            try files.giveUp()
            surroundings.standBy()
            surroundings.pause(milliseconds: min(500, Int64(silence / 4)))
        }
        return false
    }

    /// Ends alive.
    func leave() throws(PostgresError) {
        try tables.leave(lanes.partitions)
        try tables.leaveDue()
    }

    /// Starts the partitions that are new since it last looked, which is every five seconds; sooner while there are
    /// none and while the broker is away, whose coming back is seen so, too.
    func lookForPartitions() throws {
        guard partitionsKnown.isOver else { return }
        do {
            let known = try ask { (broker) throws(KafkaError) in try broker.knownPartitions() }.filter(isMine)
            surroundings.unhinder("broker")
            try start(Set(known).subtracting(broker.partitions).sorted())
            let gone = topicsWanted.union(broker.partitions.map(\.topic)).subtracting(known.map(\.topic))
            if gone.isEmpty {
                if !broker.partitions.isEmpty { surroundings.unhinder("partitions") }
            } else {
                let names = gone.sorted().joined(separator: ", ")
                surroundings.hinder("partitions", "not there: \(names): see console topics create")
            }
        } catch let error as KafkaError where error.advice != .stop {
            brokerIsAway(error)
            try stepDown()
        }
        partitionsKnown = surroundings.lease(milliseconds: broker.partitions.isEmpty ? 200 : 5_000)
    }

    /// Who does not reach the broker for as long as a process may be silent lets another one try, if there is one: its
    /// session ends, and with it the lock.
    private func stepDown() throws {
        guard surroundings.hindered("broker") > configuration.integer("SESSION_TIMEOUT_MS"),
            try tables.isAnotherThere()
        else { return }
        throw SteppedDown()
    }

    private func isMine(_ partition: TopicPartition) -> Bool {
        partition.topic.hasPrefix("\(App.name).intake.") || Self.factTopics.contains(partition.topic)
    }

    private static var factTopics: Set<String> { Set(App.intake.compactMap(\.topic)) }

    /// What other services state, and what each poster of the roster may post.
    private var topicsWanted: Set<String> {
        Self.factTopics.union(EventCatalogue.intakeTopics(of: App.name, configuration.district.roster))
    }

    private func start(_ partitions: [TopicPartition]) throws {
        guard !partitions.isEmpty, try isWhatWasTakenThere(partitions) else { return }
        // To begin again in one process is no death.
        let places = try tables.start(partitions, countingDeaths: startedOnce.isDisjoint(with: partitions))
        startedOnce.formUnion(partitions)
        isAtWork = true
        isolation.begin(places)
        lanes.begin(places.mapValues(\.nextOffset))
        // They may hold something of a day that was closed without them.
        replay = Replay()
        try broker.start(places.mapValues(\.nextOffset))
        surroundings.log.info("partitions started", ["count": String(partitions.count)])
    }

    /// Notes whether the broker is there, and keeps the session.
    func serve(waitMilliseconds: Int) throws {
        if let error = phases.during("wait", { broker.poll(timeoutMilliseconds: waitMilliseconds) }) {
            if error.advice == .stop { throw error }
            brokerIsAway(error)
            partitionsKnown = surroundings.lease(milliseconds: min(1_000, partitionsKnown.millisecondsLeft))
        }
        try keepSession()
    }

    /// Others may post meanwhile what this process does not see.
    private func brokerIsAway(_ error: KafkaError) {
        surroundings.hinder("broker", error.name)
        if !configuration.isReplay, !lanes.checksOffsets { lanes.doubtEnds() }
    }

    /// The server ends a session that says nothing, and its lock with it.
    func keepSession() throws {
        guard sessionKept.isOver else { return }
        surroundings.beat()
        sessionKept = surroundings.lease(milliseconds: configuration.integer("SESSION_TIMEOUT_MS") / 4)
        try tables.touch()
    }

    /// Goes back to the offsets of record, after another process moved them or a transaction failed.
    func resynchronise(_ partitions: [TopicPartition]) throws {
        let offsets = try tables.nextOffsets(partitions)
        lanes.begin(offsets)
        try ask { (broker) throws(KafkaError) in try broker.seek(offsets) }
        let (day, closed) = try tables.day()
        (today, replay) = (day, Replay(closedThrough: closed))
        isDue = true
    }

    /// Nothing came: what operators did may be seen in the database.
    func askDatabase() throws(PostgresError) {
        guard dueAsked.isOver else { return }
        dueAsked = surroundings.lease(milliseconds: 1_000)
        isDue = try tables.isDue()
        guard !isDue else { return }
        surroundings.unhinder("loop")
        failingSince = nil
        // Whoever dies from now on died of nothing that was there.
        guard isAtWork, lanes.isAllTaken else { return }
        try tables.settle()
        isAtWork = false
    }
}

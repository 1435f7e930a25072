import Kafka
import Model
import Postgres

/// The service's place in its group: joining, and the partitions that come and go.
extension Loop {
    /// A new member of the service's group.
    static func join(_ configuration: Configuration) throws(KafkaError) -> Consumer {
        let consumer = try Consumer(configuration.consumer(App.name))
        try consumer.subscribe(["^\(App.name)\\.intake\\..*"] + Set(App.intake.compactMap(\.topic)).sorted())
        return consumer
    }

    /// Takes up what the database has: offsets, day, waiting events, and files that are behind.
    func begin() throws {
        if surroundings.beginsFirst() {
            let (deaths, suspects) = try journal.startDue()
            isDueCareful = deaths >= Isolation.deathsMax || !suspects.isEmpty
            for suspect in suspects { isolation.leaveOut(suspect) }
        }
        try resynchronise(consumer.partitions)
        try files.keep([])
    }

    /// Ends alive.
    func leave() throws(PostgresError) {
        try journal.leave(lanes.partitions)
        try journal.leaveDue()
    }

    /// While the broker is away, looks once a second whether it is back.
    func askBroker() {
        guard surroundings.isHindered("broker"), brokerAsked.duration(to: .now) > .seconds(1) else { return }
        if consumer.isAnswered(timeoutMilliseconds: 1000) { surroundings.unhinder("broker") }
        brokerAsked = .now
    }

    /// Answers the group's calls and notes whether the broker is there.
    func serve(waitMilliseconds: Int) throws {
        if waitMilliseconds > 0 { phases.lap("merge") }
        defer { if waitMilliseconds > 0 { phases.lap("wait") } }
        switch consumer.poll(timeoutMilliseconds: waitMilliseconds) {
        case .idle: break
        case .assigned(let partitions): try assign(partitions)
        case .revoked(let partitions, let lost):
            lanes.end(partitions)
            try consumer.stop(partitions)
            // The group must not wait for the database.
            if !lost { try? journal.leave(partitions) }
            surroundings.log.info(
                "partitions revoked", ["count": String(partitions.count), "lost": String(lost)])
        case .failed(let error):
            if error.advice == .stop { throw error }
            surroundings.hinder("broker", error.name)
        }
    }

    private func assign(_ partitions: [TopicPartition]) throws {
        let places: [TopicPartition: Place]
        do {
            places = try journal.start(partitions)
        } catch {
            // The group takes them for started.
            consumer.close()
            throw error
        }
        isolation.begin(places)
        lanes.begin(places.mapValues(\.nextOffset))
        // Who had these partitions may not have drained them of a day that this process is done with.
        (barrierDay, closedThrough) = (nil, nil)
        try consumer.start(places.mapValues(\.nextOffset))
        surroundings.unhinder("group")
        surroundings.log.info("partitions assigned", ["count": String(partitions.count)])
        try files.keep([])
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

    /// Nothing came: what other processes and operators did may be seen in the database.
    func askDatabase() throws(PostgresError) {
        if configuration.isReplay || heldSince != nil { today = try journal.day().today }
        guard dueAsked.duration(to: .now) > .seconds(1) else { return }
        dueAsked = .now
        isDue = try journal.isDue()
        if !isDue { surroundings.unhinder("loop") }
    }
}

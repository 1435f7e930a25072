import Kafka
import Model
import Postgres

/// The loop's own rows: offsets, received ids, waiting events, rejections (in a file of their own), the outbox and the
/// day. Each function is one
/// statement a batch.
struct Journal {
    let connection: Connection

    // MARK: Offsets

    private static let begin = Statement(
        """
        insert into loop_partitions (topic, partition) select * from unnest($1::text[], $2::int4[])
        on conflict do nothing
        """)
    private static let offsets = Statement(
        """
        select topic, partition, next_offset, drained_through from loop_partitions
        join unnest($1::text[], $2::int4[]) mine (topic, partition) using (topic, partition)
        """)
    private static let claim = Statement(
        """
        with claimed as (
            update loop_partitions set next_offset = claim.next
            from unnest($1::text[], $2::int4[], $3::int8[], $4::int8[]) claim (topic, partition, expected, next)
            where loop_partitions.topic = claim.topic and loop_partitions.partition = claim.partition
                and loop_partitions.next_offset = claim.expected
            returning 1)
        select count(*) from claimed
        """)
    private static let count = Statement(
        """
        update loop_partitions set accepted = loop_partitions.accepted + tally.accepted, rejected = loop_partitions.rejected + tally.rejected,
            doubled = loop_partitions.doubled + tally.doubled, ignored = loop_partitions.ignored + tally.ignored
        from unnest($1::text[], $2::int4[], $3::int8[], $4::int8[], $5::int8[], $6::int8[])
            tally (topic, partition, accepted, rejected, doubled, ignored)
        where loop_partitions.topic = tally.topic and loop_partitions.partition = tally.partition
        """)

    /// The next offset of each partition; a partition seen for the first time begins at 0.
    func nextOffsets(_ partitions: [TopicPartition]) throws(PostgresError) -> [TopicPartition: Int64] {
        let (topics, numbers) = (partitions.map(\.topic), partitions.map(\.partition))
        _ = try connection.query(Self.begin, [topics, numbers])
        let rows = try connection.query(Self.offsets, [topics, numbers]).map { row in
            (TopicPartition(topic: row.string(0), partition: row.int32(1)), row.int64(2))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// Moves the offsets from what this process saw to what it has taken; false if another process has moved one of
    /// them (G7).
    func claim(_ claims: [Claim]) throws(PostgresError) -> Bool {
        guard !claims.isEmpty else { return true }
        let rows = try connection.query(
            Self.claim,
            [
                claims.map(\.partition.topic), claims.map(\.partition.partition), claims.map(\.expected),
                claims.map(\.next),
            ])
        return rows.map { $0.int64(0) } == [Int64(claims.count)]
    }

    /// Adds what became of the events to their partitions.
    func count(_ tallies: [TopicPartition: Tally]) throws(PostgresError) {
        guard !tallies.isEmpty else { return }
        let sorted = tallies.sorted { $0.key < $1.key }
        try connection.send(
            Self.count,
            [
                sorted.map(\.key.topic), sorted.map(\.key.partition), sorted.map(\.value.accepted),
                sorted.map(\.value.rejected),
                sorted.map(\.value.doubled), sorted.map(\.value.ignored),
            ])
    }

    // MARK: Doubles

    private static let receive = Statement(
        """
        insert into loop_received (poster, event_id, fingerprint) select * from unnest($1::text[], $2::text[], $3::int8[])
        """)
    private static let received = Statement(
        """
        select poster, event_id, fingerprint from loop_received
        join unnest($1::text[], $2::text[]) asked (poster, event_id) using (poster, event_id)
        """)

    /// Records ids that were not there. If another process records one of them at the same time, that is a race: the
    /// batch is taken again, and then it is a double.
    func receive(_ ids: [(id: EventIdentity, fingerprint: Int64)]) throws(PostgresError) {
        try connection.queryUnlessEmpty(
            Self.receive, ids.count, [ids.map(\.id.poster), ids.map(\.id.event), ids.map(\.fingerprint)])
    }

    /// The transaction lost a race: the same batch can succeed when it is taken again. Two processes that add a row of
    /// the same id at once are one: the second one finds the row there.
    static func isRace(_ error: PostgresError) -> Bool {
        error.advice == .retry || error.constraint?.hasSuffix("_pkey") ?? false
    }

    /// The fingerprints under which ids were received.
    func fingerprints(_ ids: [EventIdentity]) throws(PostgresError) -> [EventIdentity: Int64] {
        let rows = try connection.query(Self.received, [ids.map(\.poster), ids.map(\.event)]).map { row in
            (EventIdentity(poster: row.string(0), event: row.string(1)), row.int64(2))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    // MARK: Waiting

    private static let wait = Statement(
        """
        insert into loop_waiting (poster, event_id, awaits, topic, partition, record_offset, event_time, until, payload)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int4[], $6::int8[], $7::int8[], $8::date[], $9::bytea[])
        """)
    private static let wake = Statement(
        """
        delete from loop_waiting where awaits = any($1::text[])
        returning poster, event_id, awaits, topic, partition, record_offset, event_time, until, payload
        """)
    private static let lockWaiting = Statement(
        "select pg_advisory_xact_lock(hashtextextended('waiting:' || current_schema(), 0))")
    private static let shareWaiting = Statement(
        "select pg_advisory_xact_lock_shared(hashtextextended('waiting:' || current_schema(), 0))")
    private static let expire = Statement(
        """
        delete from loop_waiting where until < $1
        returning poster, event_id, awaits, topic, partition, record_offset, event_time, until, payload
        """)

    /// Until the end of the transaction no other process of the service makes anything that an event may wait for.
    func lockWaiting() throws(PostgresError) { _ = try connection.query(Self.lockWaiting, []) }

    /// Waits for processes that put events aside, and lets none begin until the end of the transaction.
    func shareWaiting() throws(PostgresError) { _ = try connection.query(Self.shareWaiting, []) }

    /// Puts events aside until what they refer to is there.
    func wait(_ events: [WaitingEvent]) throws(PostgresError) {
        guard !events.isEmpty else { return }
        try connection.send(
            Self.wait,
            [
                events.map(\.id.poster), events.map(\.id.event), events.map(\.awaits),
                events.map(\.origin.partition.topic),
                events.map(\.origin.partition.partition), events.map(\.origin.offset), events.map(\.time.milliseconds),
                events.map { PostgresDate($0.until) }, events.map(\.payload),
            ])
    }

    /// Takes out the events that waited for one of these keys, earliest first.
    func wake(_ keys: [ReferenceKey]) throws(PostgresError) -> [WaitingEvent] {
        guard !keys.isEmpty else { return [] }
        return waiting(try connection.query(Self.wake, [keys.map(\.description)]))
    }

    /// Takes out the events that waited too long.
    func expire(before day: Day) throws(PostgresError) -> [WaitingEvent] {
        waiting(try connection.query(Self.expire, [PostgresDate(day)]))
    }

    private func waiting(_ rows: borrowing Rows) -> [WaitingEvent] {
        rows.map { row in
            WaitingEvent(
                id: EventIdentity(poster: row.string(0), event: row.string(1)), awaits: row.string(2),
                origin: Origin(
                    partition: TopicPartition(topic: row.string(3), partition: row.int32(4)), offset: row.int64(5)),
                time: Moment(milliseconds: row.int64(6)), until: row.day(7), payload: row.bytes(8))
        }.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    }

    // MARK: Outbox

    private static let publish = Statement(
        "insert into loop_outbox (topics, keys, headers, payloads, after_all) values ($1, $2, $3, $4, $5)")

    /// Adds messages to the outbox in this order, many in a row.
    func publish(_ messages: [OutboxMessage]) throws(PostgresError) {
        for row in OutboxMessage.rows(messages) {
            try connection.send(
                Self.publish,
                [
                    row.map(\.topic), row.map(\.key), row.map(\.joinedHeaders), row.map(\.payload),
                    row.contains { $0.afterAll },
                ])
        }
    }

    // MARK: Days

    private static let readDay = Statement("select today, closed_through from loop_day")
    private static let holdDay = Statement("select today from loop_day for share")
    private static let open = Statement("update loop_day set today = $1 where today is null or today < $1")
    private static let drain = Statement(
        """
        update loop_partitions set drained_through = $3
        from unnest($1::text[], $2::int4[]) mine (topic, partition)
        where loop_partitions.topic = mine.topic and loop_partitions.partition = mine.partition
        """)
    private static let close = Statement(
        """
        update loop_day set closed_through = $1
        where today = $1 and closed_through is distinct from $1
            and not exists (select from loop_partitions where drained_through is distinct from $1)
        """)
    private static let lockDay = Statement("select from loop_day for update")

    /// The day as the service knows it, and the last one that is closed.
    func day() throws(PostgresError) -> (today: Day?, closedThrough: Day?) {
        let rows = try connection.query(Self.readDay, []).map { row in
            (row.optionalDay(0), row.optionalDay(1))
        }
        return rows.first ?? (nil, nil)
    }

    /// The day as the service knows it; no other process opens the next one until the end of the transaction, so that a
    /// day is over when it is over.
    func heldDay() throws(PostgresError) -> Day? {
        try connection.query(Self.holdDay, []).map { $0.optionalDay(0) }.first ?? nil
    }

    /// The day begins.
    func open(_ day: Day) throws(PostgresError) {
        try connection.send(Self.open, [PostgresDate(day)])
    }

    /// These partitions have nothing more for the day; true if that was the last work of the service for it.
    func drain(_ partitions: [TopicPartition], through day: Day) throws(PostgresError) -> Bool {
        let date = PostgresDate(day)
        _ = try connection.query(Self.lockDay, [])
        _ = try connection.query(Self.drain, [partitions.map(\.topic), partitions.map(\.partition), date])
        return try connection.execute(Self.close, [date]) == 1
    }
}

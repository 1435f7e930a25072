import Kafka
import Model
import Postgres

/// Events that came before what they refer to (G3), and those of them whose time has come.
extension LoopTables {
    private static let columns =
        "poster, event_id, awaits, topic, partition, record_offset, event_time, arrival, until, payload, headers"
    private static let wait = Statement(
        """
        insert into loop_waiting
            (poster, event_id, awaits, topic, partition, record_offset, event_time, arrival, until, payload, headers)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int4[], $6::int8[], $7::int8[],
            $8::int8[], $9::date[], $10::bytea[], $11::text[])
        """)
    /// How many events of each poster wait, counted no further than `$2`, and their bytes.
    private static let waiting = Statement(
        """
        select poster, waiting, bytes from unnest($1::text[]) asked (poster) cross join lateral (
            select count(*) as waiting, coalesce(sum(octet_length(payload)), 0)::int8 as bytes from (
                select payload from loop_waiting where loop_waiting.poster = asked.poster limit $2) capped) counted
        """)
    /// The process that makes them due has them in hand: its death counts.
    private static let wake = Statement(
        "update loop_waiting set ready = true, starts = 1 where awaits = any($1::text[]) and not ready")
    /// The due ones in order, at most `$2` and `$3` bytes: those that are ready, and those that waited too long on the
    /// day `$1`. Rows that another process has are left to it. The last column is how many there are, to twice `$2`.
    /// However many are due, only so many rows are looked at: both lists come in the order of an index, and rows are
    /// deleted by their place, whatever a plan that was made for an empty table expects.
    private static let takeDue = Statement(
        """
        with ready as (
            select ctid, poster, event_id, event_time, octet_length(payload) as bytes from loop_waiting
            where ready order by event_time, poster, event_id limit $2 for update skip locked
        ), late as (
            select ctid, poster, event_id, event_time, octet_length(payload) as bytes from loop_waiting
            where until < $1::date and not ready order by until, event_time, poster, event_id
            limit $2 for update skip locked
        ), due as (
            select * from ready union all select * from late
        ), measured as (
            select due.ctid as row, row_number() over placed as place, sum(bytes) over placed as bytes
            from due window placed as (order by event_time, poster, event_id)
        )
        delete from loop_waiting where ctid = any (array (
            select row from measured where place = 1 or place <= $2 and measured.bytes <= $3))
        returning \(columns), ready, (select count(*) from due)
        """)
    private static let isDue = Statement(
        """
        select exists (select from loop_waiting where ready)
            or exists (select from loop_waiting where until < (select today from loop_day))
        """)

    /// Puts events aside until what they refer to is there.
    func wait(_ events: [WaitingEvent]) throws(PostgresError) {
        guard !events.isEmpty else { return }
        try connection.send(
            Self.wait,
            [
                events.map(\.id.poster), events.map(\.id.event), events.map(\.awaits),
                events.map(\.origin.partition.topic), events.map(\.origin.partition.partition),
                events.map(\.origin.offset), events.map(\.time.milliseconds), events.map(\.arrival.milliseconds),
                events.map { PostgresDate($0.until) }, events.map(\.payload), events.map(\.headers.text),
            ])
    }

    /// How many events of these posters wait, and their bytes; a poster with more than `most` has `most`.
    func waiting(of posters: Set<String>, most: Int) throws(PostgresError) -> [String: (events: Int, bytes: Int)] {
        let rows = try connection.query(Self.waiting, [posters.sorted(), Int64(most)]).map { row in
            (row.string(0), (events: Int(row.int64(1)), bytes: Int(row.int64(2))))
        }
        return Dictionary(rows) { $1 }
    }

    /// The events that waited for one of these keys are due from now on; true if there are some.
    func wake(_ keys: [ReferenceKey]) throws(PostgresError) -> Bool {
        try connection.execute(Self.wake, [Set(keys.map(\.description)).sorted()]) > 0
    }

    /// Takes out events that are due on a day, the earliest first; and whether there may be more.
    func takeDue(
        on day: Day?, most: Int, bytes: Int
    ) throws(PostgresError) -> (events: [WaitingEvent], isMore: Bool) {
        let parameters: [any PostgresParameter] = [day.map { PostgresDate($0) }, Int64(most), Int64(bytes)]
        let rows = try connection.query(Self.takeDue, parameters)
        let events = try rows.map { row in
            WaitingEvent(
                id: EventIdentity(poster: row.string(0), event: row.string(1)), awaits: row.string(2),
                origin: Origin(
                    partition: TopicPartition(topic: row.string(3), partition: row.int32(4)), offset: row.int64(5)),
                time: Moment(milliseconds: row.int64(6)), arrival: Moment(milliseconds: row.int64(7)),
                until: row.day(8), payload: row.bytes(9), headers: MessageHeaders(text: row.string(10)),
                isReady: row.bool(11))
        }.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
        let due = try rows.map { Int($0.int64(12)) }.first ?? 0
        return (events, events.count == most || events.count < due)
    }

    /// True if waiting events are due now.
    func isDue() throws(PostgresError) -> Bool { try connection.query(Self.isDue, []).map { $0.bool(0) } == [true] }
}

/// What is known of processes that died while waiting events were due.
extension LoopTables {
    private static let startDue = Statement(
        """
        update loop_waiting set starts = starts + 1, suspected = suspected + suspect::int4
        where ready or until < (select today from loop_day)
        returning topic, partition, record_offset, starts - 1, suspected >= 2
        """)
    private static let leaveDue = Statement(
        "update loop_waiting set starts = 0, suspect = false, suspected = 0 where starts > 0")
    private static let suspectDue = Statement(
        """
        update loop_waiting set suspect = true where (poster, event_id) = (
            select poster, event_id from loop_waiting where ready or until < $1::date
            order by event_time, poster, event_id limit 1)
        """)

    /// A process begins: how many died while what is due was due, and the event that two of them had alone.
    func startDue() throws(PostgresError) -> (deaths: Int, suspects: [Origin]) {
        let rows = try connection.query(Self.startDue, []).map { row in
            (
                Origin(partition: TopicPartition(topic: row.string(0), partition: row.int32(1)), offset: row.int64(2)),
                Int(row.int32(3)), row.bool(4)
            )
        }
        return (rows.map(\.1).max() ?? 0, rows.filter(\.2).map(\.0))
    }

    /// The process ends alive.
    func leaveDue() throws(PostgresError) { _ = try connection.query(Self.leaveDue, []) }

    /// The first event that is due is taken alone now: if the process dies, of this one.
    func suspectDue(on day: Day?) throws(PostgresError) {
        _ = try connection.query(Self.suspectDue, [day.map { PostgresDate($0) }])
    }
}

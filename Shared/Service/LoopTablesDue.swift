import Kafka
import Model
import Postgres

/// Waiting events whose time has come: what they waited for is there, or they waited too long.
extension LoopTables {
    private static let columns =
        "poster, event_id, awaits, topic, partition, record_offset, event_time, arrival, until, payload, headers"
    /// The rows that wait for `$1`, at most `$2` of them. The process that makes them due has them in hand: its death
    /// counts.
    private static let makeReady = Statement(
        """
        with ready as (
            update loop_waiting set ready = true where ctid = any (array (
                select waiting.row from unnest($1::text[]) woken (key) cross join lateral (
                    select ctid as row from loop_waiting where awaits = woken.key and not ready limit $2) waiting
                limit $2))
            returning 1
        ), noted as (
            update loop_due set starts = 1 where starts = 0 and exists (select from ready)
        )
        select count(*) from ready
        """, isPlannedAnew: true)
    private static let keepWoken = Statement(
        "insert into loop_woken select * from unnest($1::text[]) on conflict do nothing")
    private static let woken = Statement("select key from loop_woken order by key")
    private static let forgetWoken = Statement("delete from loop_woken where key = any($1::text[])")
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
        """, isPlannedAnew: true)
    static let someAreDue =
        """
        exists (select from loop_woken) or exists (select from loop_waiting where ready)
            or exists (select from loop_waiting where until < (select today from loop_day))
        """
    private static let isDue = Statement("select \(someAreDue)")

    /// What waited for one of these keys is due from now on; true if something did. A portion is made ready at once,
    /// the rest by `makeReady`.
    func wake(_ keys: [ReferenceKey]) throws(PostgresError) -> Bool {
        let keys = Set(keys.map(\.description)).sorted()
        let count = try ready(keys)
        if count == readyMost { try connection.send(Self.keepWoken, [keys]) }
        return count > 0
    }

    /// The next portion of what was woken; false if all of it is ready.
    func makeReady() throws(PostgresError) -> Bool {
        let keys = try connection.query(Self.woken, []).map { $0.string(0) }
        guard !keys.isEmpty else { return false }
        if try ready(keys) < readyMost { try connection.send(Self.forgetWoken, [keys]) }
        return true
    }

    private func ready(_ keys: [String]) throws(PostgresError) -> Int {
        try connection.query(Self.makeReady, [keys, Int64(readyMost)]).map { Int($0.int64(0)) }.first ?? 0
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

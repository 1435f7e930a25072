import Kafka
import Model
import Postgres

/// Events that came before what they refer to (G3).
extension LoopTables {
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
}

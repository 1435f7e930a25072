import Model
import Postgres

/// An id that is received, with what tells a double from an id used again.
struct ReceivedID: Sendable {
    var id: EventIdentity
    var fingerprint: Int64
    /// The event's own time: ids lie by its quarter.
    var time: Moment
}

/// The ids of events that were decided: each takes effect once (G1). They lie by the quarter of the event's own time
/// (`Ring.received`); an event of which the id is not kept any more is refused by its time (`TIME_TOO_OLD`).
extension LoopTables {
    private static let receive = Statement(
        """
        insert into loop_received (poster, event_id, fingerprint, slot)
        select * from unnest($1::text[], $2::text[], $3::int8[], $4::int4[])
        """)
    private static let received = Statement(
        """
        select poster, event_id, fingerprint from loop_received
        join unnest($1::text[], $2::text[]) asked (poster, event_id) using (poster, event_id)
        where slot = any($3::int4[])
        """)

    /// Records ids that were not there. If another process records one of them at the same time, that is a race: the
    /// batch is taken again, and then it is a double.
    func receive(_ ids: [ReceivedID]) throws(PostgresError) {
        try connection.queryUnlessEmpty(
            Self.receive, ids.count,
            [
                ids.map(\.id.poster), ids.map(\.id.event), ids.map(\.fingerprint),
                ids.map { Int32(Ring.received.slot(of: $0.time.day)) },
            ])
    }

    /// The fingerprints under which ids were received in the quarters of these slots.
    func fingerprints(_ ids: [EventIdentity], slots: Set<Int>) throws(PostgresError) -> [EventIdentity: Int64] {
        let parameters: [any PostgresParameter] = [
            ids.map(\.poster), ids.map(\.event), slots.sorted().map { Int32($0) },
        ]
        let rows = try connection.query(Self.received, parameters).map { row in
            (EventIdentity(poster: row.string(0), event: row.string(1)), row.int64(2))
        }
        return Dictionary(rows) { $1 }
    }
}

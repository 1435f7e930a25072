import Model
import Postgres

/// An id that is received, with what tells a double from an id used again.
struct ReceivedID: Sendable {
    var id: EventIdentity
    var fingerprint: Int64
    /// The event's own time: ids lie by its quarter.
    var time: Moment
}

/// The ids of events that were decided: each takes effect once (G1). They are kept by the quarter of the event's own
/// time, in a ring of four: when a quarter begins, the slot of the next one is emptied. So an id is there for at least
/// the two quarters before, and an event that is older is refused by its time (`TIME_TOO_OLD`).
extension Journal {
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
    private static let forget = (0..<Quarter.ringSize).map { Statement("truncate loop_received_\($0)") }

    /// Records ids that were not there. If another process records one of them at the same time, that is a race: the
    /// batch is taken again, and then it is a double.
    func receive(_ ids: [ReceivedID]) throws(PostgresError) {
        try connection.queryUnlessEmpty(
            Self.receive, ids.count,
            [
                ids.map(\.id.poster), ids.map(\.id.event), ids.map(\.fingerprint),
                ids.map { Int32(Quarter(of: $0.time.day).slot) },
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

    /// A quarter begins: the ids that lie where those of the next one will are too old to come again.
    func forget(at quarter: Quarter) throws(PostgresError) {
        _ = try connection.query(Self.forget[quarter.next.slot], [])
    }
}

/// A quarter of a year, counted from the year 0.
struct Quarter: Hashable, Sendable {
    /// Quarters of which ids are kept: the one before last, the last, this one, and the next, which is empty.
    static let ringSize = 4

    let number: Int

    init(of day: Day) {
        let (year, month, _) = day.civil
        number = year * 4 + (month - 1) / 3
    }

    private init(number: Int) { self.number = number }

    var next: Quarter { Quarter(number: number + 1) }
    /// Its place in the ring.
    var slot: Int { (number % Self.ringSize + Self.ringSize) % Self.ringSize }

    /// The slots of the quarters from one day through another one: all, if they are as many.
    static func slots(from first: Day, through last: Day) -> Set<Int> {
        let (first, last) = (Quarter(of: first).number, max(Quarter(of: first).number, Quarter(of: last).number))
        return Set((max(first, last - ringSize + 1)...last).map { Quarter(number: $0).slot })
    }
}

import Kafka
import Model
import Postgres

/// Where a partition stands by the database.
struct Place: Hashable, Sendable {
    var nextOffset: Int64
    /// Processes that began here and died before they moved the offset.
    var deaths: Int
    /// The event that is noted as taken alone.
    var suspect: Int64?
    /// Processes that died while they had it alone.
    var suspected = 0
}

/// An event that was taken alone when processes died.
struct Suspect: Hashable, Sendable {
    var event: Origin
    var deaths: Int
}

/// What is known of processes that died before they moved an offset.
extension LoopTables {
    private static let start = Statement(
        """
        update loop_partitions set starts = starts + $3::int4,
            suspected = case when suspect = next_offset then suspected + $3::int4 else 0 end
        from unnest($1::text[], $2::int4[]) mine (topic, partition)
        where loop_partitions.topic = mine.topic and loop_partitions.partition = mine.partition
        returning loop_partitions.topic, loop_partitions.partition, next_offset, starts - $3, suspect, suspected
        """)
    private static let leave = Statement(
        """
        update loop_partitions set starts = greatest(starts - 1, 0), suspect = null
        from unnest($1::text[], $2::int4[]) mine (topic, partition)
        where loop_partitions.topic = mine.topic and loop_partitions.partition = mine.partition and starts > 0
        """)
    private static let settle = Statement("update loop_partitions set starts = 1, suspect = null where starts > 1")
    private static let suspect = Statement(
        "update loop_partitions set suspect = $3 where topic = $1 and partition = $2")

    /// Where the partitions stand that this process begins with; it counts as dead until it moves an offset, has taken
    /// all that was there, or leaves.
    func start(
        _ partitions: [TopicPartition], countingDeaths: Bool
    ) throws(PostgresError) -> [TopicPartition: Place] {
        let (topics, numbers) = (partitions.map(\.topic), partitions.map(\.partition))
        try know(partitions)
        let rows = try connection.query(Self.start, [topics, numbers, Int32(countingDeaths ? 1 : 0)]).map { row in
            (
                TopicPartition(topic: row.string(0), partition: row.int32(1)),
                Place(
                    nextOffset: row.int64(2), deaths: Int(row.int32(3)), suspect: row.optionalInt64(4),
                    suspected: Int(row.int32(5)))
            )
        }
        return Dictionary(rows) { $1 }
    }

    /// This process, which has all partitions, has taken all that was there: nobody died of that.
    func settle() throws(PostgresError) { _ = try connection.query(Self.settle, []) }

    /// This process gives partitions up alive.
    func leave(_ partitions: [TopicPartition]) throws(PostgresError) {
        _ = try connection.query(Self.leave, [partitions.map(\.topic), partitions.map(\.partition)])
    }

    /// The event is taken alone now: if the process dies, of this one.
    func suspect(_ origin: Origin) throws(PostgresError) {
        _ = try connection.query(Self.suspect, [origin.partition.topic, origin.partition.partition, origin.offset])
    }
}

/// What is known of processes that died while waiting events were due.
extension LoopTables {
    private static let startDue = Statement(
        """
        with begun as (
            update loop_due set starts = starts + 1, suspected = suspected + (event_id is not null)::int4
            where \(someAreDue)
            returning starts - 1 as deaths, poster, event_id, suspected
        )
        select deaths, topic, partition, record_offset, suspected
        from begun left join loop_waiting using (poster, event_id)
        """)
    private static let leaveDue = Statement(
        """
        update loop_due set starts = 0, poster = null, event_id = null, suspected = 0
        where starts > 0 or event_id is not null
        """)
    private static let goOnWithDue = Statement("update loop_due set starts = 1 where starts > 1")
    private static let suspectDue = Statement(
        """
        update loop_due set poster = first.poster, event_id = first.event_id,
            suspected = case when (loop_due.poster, loop_due.event_id) = (first.poster, first.event_id)
                then suspected else 0 end
        from (
            select * from (
                (select poster, event_id, event_time from loop_waiting where ready
                    order by event_time, poster, event_id limit 1)
                union all
                (select poster, event_id, event_time from loop_waiting where until < $1::date and not ready
                    order by until, event_time, poster, event_id limit 1)
            ) due order by event_time, poster, event_id limit 1) first
        """, isPlannedAnew: true)

    /// A process begins: how many died while this portion of what is due was due, and the event that one of them had
    /// alone.
    func startDue() throws(PostgresError) -> (deaths: Int, suspect: Suspect?) {
        let rows = try connection.query(Self.startDue, []).map { row in
            let suspect = row.optionalString(1).map { topic in
                Suspect(
                    event: Origin(
                        partition: TopicPartition(topic: topic, partition: row.int32(2)), offset: row.int64(3)),
                    deaths: Int(row.int32(4)))
            }
            return (Int(row.int32(0)), suspect)
        }
        return rows.first ?? (0, nil)
    }

    /// A portion is taken, and more are due: a death from now on is one of the next portion.
    func goOnWithDue() throws(PostgresError) { try connection.send(Self.goOnWithDue, []) }

    /// None is due any more, or the process ends alive.
    func leaveDue() throws(PostgresError) { _ = try connection.query(Self.leaveDue, []) }

    /// The event that `takeDue` takes first is taken alone now: if the process dies, of this one.
    func suspectDue(on day: Day?) throws(PostgresError) {
        _ = try connection.query(Self.suspectDue, [day.map { PostgresDate($0) }])
    }
}

import Kafka
import Model
import Postgres

/// The offsets of record (G1, G7), and what became of the events of each partition.
extension LoopTables {
    private static let begin = Statement(
        """
        insert into loop_partitions (topic, partition) select * from unnest($1::text[], $2::int4[])
        on conflict do nothing
        """)
    private static let offsets = Statement(
        """
        select topic, partition, next_offset from loop_partitions
        join unnest($1::text[], $2::int4[]) mine (topic, partition) using (topic, partition)
        """)
    private static let move = Statement(
        """
        with recorded as (
            update loop_partitions set next_offset = move.next, starts = 0, suspect = null
            from unnest($1::text[], $2::int4[], $3::int8[], $4::int8[]) move (topic, partition, expected, next)
            where loop_partitions.topic = move.topic and loop_partitions.partition = move.partition
                and loop_partitions.next_offset = move.expected
            returning 1)
        select count(*) from recorded
        """)
    private static let hold = Statement(
        """
        with held as (
            select 1 from loop_partitions
            join unnest($1::text[], $2::int4[], $3::int8[]) move (topic, partition, expected)
                on loop_partitions.topic = move.topic and loop_partitions.partition = move.partition
                    and loop_partitions.next_offset = move.expected
            for share of loop_partitions)
        select count(*) from held
        """)
    private static let count = Statement(
        """
        update loop_partitions set accepted = loop_partitions.accepted + tally.accepted,
            rejected = loop_partitions.rejected + tally.rejected, doubled = loop_partitions.doubled + tally.doubled,
            ignored = loop_partitions.ignored + tally.ignored
        from unnest($1::text[], $2::int4[], $3::int8[], $4::int8[], $5::int8[], $6::int8[])
            tally (topic, partition, accepted, rejected, doubled, ignored)
        where loop_partitions.topic = tally.topic and loop_partitions.partition = tally.partition
        """)

    /// A partition seen for the first time begins at 0.
    func know(_ partitions: [TopicPartition]) throws(PostgresError) {
        _ = try connection.query(Self.begin, [partitions.map(\.topic), partitions.map(\.partition)])
    }

    /// The next offset of each partition; a partition seen for the first time begins at 0.
    func nextOffsets(_ partitions: [TopicPartition]) throws(PostgresError) -> [TopicPartition: Int64] {
        let (topics, numbers) = (partitions.map(\.topic), partitions.map(\.partition))
        try know(partitions)
        let rows = try connection.query(Self.offsets, [topics, numbers]).map { row in
            (TopicPartition(topic: row.string(0), partition: row.int32(1)), row.int64(2))
        }
        return Dictionary(rows) { $1 }
    }

    /// Moves the offsets from what this process saw to what it has taken; false if another process has moved one of
    /// them (G7).
    func move(_ moves: [OffsetMove]) throws(PostgresError) -> Bool {
        guard !moves.isEmpty else { return true }
        let rows = try connection.query(
            Self.move,
            [
                moves.map(\.partition.topic), moves.map(\.partition.partition), moves.map(\.expected),
                moves.map(\.next),
            ])
        return try rows.map { $0.int64(0) } == [Int64(moves.count)]
    }

    /// True if no other process has moved the offsets; none does until the end of the transaction.
    func hold(_ moves: [OffsetMove]) throws(PostgresError) -> Bool {
        let rows = try connection.query(
            Self.hold, [moves.map(\.partition.topic), moves.map(\.partition.partition), moves.map(\.expected)])
        return try rows.map { $0.int64(0) } == [Int64(moves.count)]
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
}

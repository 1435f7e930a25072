import Postgres

/// A row of the outbox: messages that are sent, or left, together.
struct OutboxRow: Sendable {
    var id: Int64
    var messages: [OutboxMessage]
    /// Only when all before it are acknowledged.
    var isAfterAll: Bool
}

/// The outbox as the relay's session sees it: the lock of the relay, and the epoch by which a process that had the
/// lock before finds out.
struct RelayOutbox {
    private static let lock = SessionLock("relay")
    private static let raise = Statement("update loop_relay set epoch = epoch + 1 returning epoch")
    private static let holds = Statement("select epoch = $1 from loop_relay")
    /// One row at least, for the epoch.
    private static let chunk = Statement(
        """
        select loop_relay.epoch, id, topics, keys, headers, payloads, after_all
        from loop_relay left join (
            select *, sum(pg_column_size(payloads)) over (order by id) - pg_column_size(payloads) as bytes_before
            from (
                select * from loop_outbox
                where topics[1] <> all ($4::text[]) and not (after_all and cardinality($4::text[]) > 0)
                order by id limit $2) oldest
        ) chunk on loop_relay.epoch = $1 and bytes_before < $3
        order by id
        """)
    private static let park = Statement(
        """
        insert into loop_parked (topic, key, headers, payload, error)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::text[])
        """)
    private static let delete = Statement("delete from loop_outbox where id = any($1::int8[])")
    /// Nobody raises the epoch until the end of the transaction.
    private static let share = Statement("select epoch = $1 from loop_relay for share")

    let connection: any Database

    /// Takes the lock if it is free, and with it a new epoch; nil if another process has it.
    func takeLock(endingSilenceOf milliseconds: Int) throws(PostgresError) -> Int64? {
        guard try Self.lock.take(connection, endingSilenceOf: milliseconds) else { return nil }
        return try connection.query(Self.raise, []).map { $0.int64(0) }.first
    }

    /// True while no other process has taken the lock.
    func holds(_ epoch: Int64) throws(PostgresError) -> Bool { try isTrue(try connection.query(Self.holds, [epoch])) }

    /// The oldest rows, so many and so many bytes (and one row) at the most, but for those of some topics; nil if
    /// another process has the lock. A row is of one topic.
    func chunk(
        _ epoch: Int64, rowsMax: Int, bytesMax: Int, without topics: [String]
    ) throws(PostgresError) -> [OutboxRow]? {
        let rows = try connection.query(Self.chunk, [epoch, Int64(rowsMax), Int64(bytesMax), topics])
        guard try rows.map({ $0.int64(0) }).first == epoch else { return nil }
        return try rows.map { row in row.optionalInt64(1).map { Self.read(row, id: $0) } }.compactMap { $0 }
    }

    private static func read(_ row: Row, id: Int64) -> OutboxRow {
        let (topics, keys, headers, payloads, afterAll) = (
            row.strings(2), row.strings(3), row.strings(4), row.byteArrays(5), row.bool(6)
        )
        // They are of one length by the table's constraint.
        let messages = zip(zip(topics, keys), zip(headers, payloads)).map { address, content in
            OutboxMessage(
                topic: address.0, key: address.1, headers: OutboxMessage.headers(content.0), payload: content.1,
                afterAll: afterAll)
        }
        return OutboxRow(id: id, messages: messages, isAfterAll: afterAll)
    }

    /// Deletes what is done and parks what the broker will not take; false, and nothing changed, if another process has
    /// the lock.
    func settle(_ settlement: Settlement, _ epoch: Int64) throws(PostgresError) -> Bool {
        guard !settlement.done.isEmpty else { return try holds(epoch) }
        let settled = try connection.transaction { (connection) throws(PostgresError) -> Bool? in
            guard try isTrue(try connection.query(Self.share, [epoch])) else { return nil }
            let parked = settlement.parked
            try connection.queryUnlessEmpty(
                Self.park, parked.count,
                [
                    parked.map(\.message.topic), parked.map(\.message.key), parked.map(\.message.joinedHeaders),
                    parked.map(\.message.payload), parked.map(\.error),
                ])
            try connection.send(Self.delete, [settlement.done])
            return true
        }
        return settled ?? false
    }

    private func isTrue(_ rows: Rows) throws(PostgresError) -> Bool { try rows.map { $0.bool(0) } == [true] }
}

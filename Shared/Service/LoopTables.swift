import Kafka
import Model
import Postgres

/// The loop's own rows: offsets, received ids, waiting events, rejections (in a file of their own), the outbox and the
/// day. Each function is one statement a batch.
struct LoopTables {
    let connection: any Database
    /// Waiting events that one transaction makes ready.
    var readyMost = 10_000

    private static let touch = Statement("select 1")

    /// Says something, so that the server does not take the session for idle.
    func touch() throws(PostgresError) { _ = try connection.query(Self.touch, []) }

    private static let isAnotherThere = Statement(
        """
        select exists (
            select from pg_stat_activity other join pg_stat_activity mine using (datname, usename, application_name)
            where mine.pid = pg_backend_pid() and other.pid <> mine.pid)
        """)

    /// Another process of the service has a session like this one's.
    func isAnotherThere() throws(PostgresError) -> Bool {
        try connection.query(Self.isAnotherThere, []).map { $0.bool(0) } == [true]
    }

    // MARK: Outbox

    private static let enqueue = Statement(
        "insert into loop_outbox (topics, keys, headers, payloads, after_all) values ($1, $2, $3, $4, $5)")

    /// Adds messages to the outbox in this order, many in a row.
    func enqueue(_ messages: [OutboxMessage]) throws(PostgresError) {
        for row in OutboxMessage.rows(messages) {
            try connection.send(
                Self.enqueue,
                [
                    row.map(\.topic), row.map(\.key), row.map(\.joinedHeaders), row.map(\.payload),
                    row.contains { $0.afterAll },
                ])
        }
    }
}

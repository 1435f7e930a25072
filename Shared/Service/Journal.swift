import Kafka
import Model
import Postgres

/// The loop's own rows: offsets, received ids, waiting events, rejections, the outbox and the day. Each function is one
/// statement a batch.
struct Journal {
    let connection: Connection

    // MARK: Rejections and outbox

    private static let reject = Statement(
        """
        insert into loop_rejections (topic, partition, record_offset, poster, event_id, reason, detail, day, payload)
        select * from unnest($1::text[], $2::int4[], $3::int8[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::date[], $9::bytea[])
        """)
    private static let publish = Statement(
        "insert into loop_outbox (topics, keys, headers, payloads, after_all) values ($1, $2, $3, $4, $5)")

    /// Keeps what was refused.
    func reject(_ rejections: [Rejection], on day: Day?) throws(PostgresError) {
        guard !rejections.isEmpty else { return }
        let date = day.map { PostgresDate($0) }
        try connection.send(
            Self.reject,
            [
                rejections.map(\.origin.partition.topic), rejections.map(\.origin.partition.partition),
                rejections.map(\.origin.offset),
                rejections.map(\.poster), rejections.map(\.eventId), rejections.map(\.reason.rawValue),
                rejections.map(\.detail),
                rejections.map { _ in date }, rejections.map(\.payload),
            ])
    }

    /// Adds messages to the outbox in this order, many in a row.
    func publish(_ messages: [OutboxMessage]) throws(PostgresError) {
        for row in OutboxMessage.rows(messages) {
            try connection.send(
                Self.publish,
                [
                    row.map(\.topic), row.map(\.key),
                    row.map { $0.headers.joined(separator: String(OutboxMessage.separator)) }, row.map(\.payload),
                    row.contains { $0.afterAll },
                ])
        }
    }
}

import Foundation
import Kafka
import Postgres

/// Publishes the outbox in the order of its ids, which is that of the commits for what is locked together: reads a
/// chunk, sends it, and deletes it when the broker has all of it. If it dies in between, some messages go out twice
/// with the same id, and readers drop the double (G1). One relay a service at a time, by an advisory lock.
struct Relay {
    private static let lock = Statement(
        "select pg_try_advisory_lock(hashtextextended('relay:' || current_schema(), 0))")
    private static let chunk = Statement(
        "select id, topics, keys, headers, payloads, after_all from loop_outbox order by id limit $1")
    private static let delete = Statement("delete from loop_outbox where id = any($1::int8[])")

    /// What is sent, or left, together.
    private struct Row {
        var id: Int64
        var messages: [OutboxMessage]
        var afterAll: Bool
    }

    let connection: Connection
    let producer: Producer
    let chunkMax: Int
    let phases: Phases

    /// Relays until shutdown is asked for and nothing is left to send.
    func run(_ surroundings: Surroundings) throws {
        while try !isAlone() {
            guard !surroundings.shutdown.isRequested else { return }
            surroundings.relay.wait(milliseconds: 500)
        }
        while true {
            let isLast = surroundings.shutdown.isRequested
            let count = try relayChunk(surroundings)
            surroundings.unhinder("relay")
            surroundings.metrics.add("relayed_total", Int64(count))
            if count == 0 {
                if isLast { return }
                surroundings.relay.wait(milliseconds: 200)
                phases.lap("wait")
            }
        }
    }

    private func isAlone() throws(PostgresError) -> Bool {
        try connection.query(Self.lock, []).map { $0.bool(0) } == [true]
    }

    /// Sends one chunk; returns how many messages went out.
    private func relayChunk(_ surroundings: Surroundings) throws -> Int {
        let rows = try connection.query(Self.chunk, [Int64(max(1, chunkMax / OutboxMessage.rowMax))]).map(Self.read)
        phases.lap("read")
        guard let first = rows.first else { return 0 }
        let sending = first.afterAll ? [first] : Array(rows.prefix { !$0.afterAll })
        for message in sending.lazy.flatMap(\.messages) {
            try producer.send(
                topic: message.topic, key: Array(message.key.utf8), headers: headers(message.headers),
                payload: message.payload)
        }
        phases.lap("send")
        let report = try acknowledged(surroundings)
        phases.lap("acknowledge")
        if let failure = report.failures.first { throw failure.error }
        _ = try connection.query(Self.delete, [sending.map(\.id)])
        phases.lap("delete")
        return sending.reduce(0) { $0 + $1.messages.count }
    }

    private static func read(_ row: Postgres.Row) -> Row {
        let (topics, keys, headers, payloads, afterAll) = (
            row.strings(1), row.strings(2), row.strings(3), row.byteArrays(4), row.bool(5)
        )
        let messages = payloads.indices.map { index in
            let pairs =
                headers[index].isEmpty
                ? [] : headers[index].split(separator: OutboxMessage.separator, omittingEmptySubsequences: false)
            return OutboxMessage(
                topic: topics[index], key: keys[index], headers: pairs.map(String.init), payload: payloads[index],
                afterAll: afterAll)
        }
        return Row(id: row.int64(0), messages: messages, afterAll: afterAll)
    }

    /// Waits for the broker; at shutdown not much longer, since the outbox is kept.
    private func acknowledged(_ surroundings: Surroundings) throws(KafkaError) -> DeliveryReport {
        while true {
            do {
                return try producer.finish(timeoutMilliseconds: 2_000)
            } catch let error where error.isTimeOut && !surroundings.shutdown.isRequested {
                surroundings.hinder("relay", "the broker does not acknowledge")
            }
        }
    }

    private func headers(_ pairs: [String]) -> [(name: String, value: [UInt8])] {
        stride(from: 0, to: pairs.count - 1, by: 2).map { (name: pairs[$0], value: Array(pairs[$0 + 1].utf8)) }
    }
}

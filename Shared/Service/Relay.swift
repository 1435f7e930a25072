import Foundation
import Kafka
import Postgres

/// Publishes the outbox in commit order: reads a chunk, sends it, and deletes it when the broker has all of it. If it dies in between, some messages
/// go out twice with the same id, and readers drop the double (G1). One relay a service at a time, by an advisory lock.
struct Relay {
    private static let lock = Statement("select pg_try_advisory_lock(hashtextextended('relay:' || current_schema(), 0))")
    private static let chunk = Statement(
        "select id, topic, key, headers, payload, after_all from loop_outbox order by id limit $1")
    private static let delete = Statement("delete from loop_outbox where id = any($1::int8[])")

    private struct Row {
        var id: Int64
        var topic: String
        var key: String
        var headers: [String]
        var payload: [UInt8]
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
        let rows = try connection.query(Self.chunk, [Int64(chunkMax)]).map { row in
            Row(
                id: row.int64(0), topic: row.string(1), key: row.string(2), headers: row.strings(3), payload: row.bytes(4),
                afterAll: row.bool(5))
        }
        phases.lap("read")
        guard let first = rows.first else { return 0 }
        let sending = first.afterAll ? [first] : Array(rows.prefix { !$0.afterAll })
        for row in sending {
            try producer.send(
                topic: row.topic, key: Array(row.key.utf8), headers: headers(row.headers), payload: row.payload)
        }
        phases.lap("send")
        let report = try acknowledged(surroundings)
        phases.lap("acknowledge")
        if let failure = report.failures.first { throw failure.error }
        _ = try connection.query(Self.delete, [sending.map(\.id)])
        phases.lap("delete")
        return sending.count
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

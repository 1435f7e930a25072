import Foundation
import Kafka
import Postgres

/// Publishes the outbox in the order of its ids, which is that of the commits for what is locked together: reads a
/// chunk, sends it, and deletes what the broker has. If it dies in between, some messages go out twice with the same
/// id, and readers drop the double (G1). What the broker will never take is parked, and the next ones go on (G3).
///
/// One relay a service at a time, by a lock that belongs to its session. Who sleeps loses the session, and finds out
/// before it sends, deletes or parks anything (ADR 8).
final class Relay {
    /// Milliseconds that it goes on after shutdown was asked for; the outbox is kept.
    private static let farewellMilliseconds = 3_000
    /// Bytes in memory at the most, and one row.
    private static let chunkBytes = 4_000_000

    /// Another process has the relay.
    struct Superseded: Error, CustomStringConvertible {
        let description = "another process has taken it over"
    }

    private let outbox: RelayOutbox
    private let producer: Producer
    private let surroundings: Surroundings
    private let phases: Phases
    private let rowsMax: Int
    private let sessionMilliseconds: Int
    private var epoch: Int64 = 0
    /// Since the last statement, the server keeps the session, and with it the lock, for longer than this.
    private var lease: Lease
    private var farewell: Lease?
    /// Topics to which nothing goes out at the moment: until when they are left alone, and how often they were tried
    /// while others went.
    private var stuck: [String: (until: Lease, tries: Int)] = [:]
    /// Something was acknowledged since something failed.
    private var isAnswered = false

    init(_ connection: Connection, _ producer: Producer, _ configuration: Configuration, _ surroundings: Surroundings) {
        outbox = RelayOutbox(connection: connection)
        self.producer = producer
        self.surroundings = surroundings
        phases = Phases("relay", surroundings.metrics)
        rowsMax = max(1, configuration.integer("OUTBOX_EVENTS_MAX") / OutboxMessage.rowMax)
        sessionMilliseconds = configuration.integer("SESSION_TIMEOUT_MS")
        lease = Lease(milliseconds: 0)
    }

    /// Relays until shutdown is asked for and nothing is left to send, or the farewell is over.
    func run() throws {
        guard try takeLock() else { return }
        while !isOver {
            // It goes with the events, so that what was committed is sent at once.
            guard !surroundings.isStandingBy else { throw Superseded() }
            renew()
            let topics = stuck.filter { !$0.value.until.isOver }.keys.sorted()
            guard let rows = try outbox.chunk(epoch, rowsMax: rowsMax, bytesMax: Self.chunkBytes, without: topics)
            else {
                throw Superseded()
            }
            phases.lap("read")
            if rows.isEmpty {
                if topics.isEmpty {
                    stuck = [:]
                    surroundings.unhinder("relay")
                }
                if surroundings.shutdown.isRequested { return }
                surroundings.relay.wait(milliseconds: 200)
                phases.lap("wait")
            } else {
                try relay(
                    rows.first?.isAfterAll == true ? Array(rows.prefix(1)) : Array(rows.prefix { !$0.isAfterAll }))
            }
        }
    }

    // MARK: Lock

    /// Queues for the lock; false if shutdown is asked for before.
    private func takeLock() throws -> Bool {
        while !surroundings.shutdown.isRequested {
            renew()
            if surroundings.isStandingBy {
                // Says something, so that the session lasts.
                _ = try outbox.holds(epoch)
            } else if let epoch = try outbox.takeLock(endingSilenceOf: sessionMilliseconds) {
                self.epoch = epoch
                return true
            }
            surroundings.unhinder("relay")
            surroundings.pause(milliseconds: min(500, Int64(sessionMilliseconds / 4)))
        }
        return false
    }

    /// A statement is about to begin; the server counts from its end.
    private func renew() { lease = Lease(milliseconds: sessionMilliseconds / 4) }

    /// Keeps the session, and makes sure that it is still this one's to send.
    private func hold() throws {
        renew()
        guard try outbox.holds(epoch) else { throw Superseded() }
    }

    /// Shutdown was asked for some time ago.
    private var isOver: Bool {
        guard surroundings.shutdown.isRequested else { return false }
        let end = farewell ?? Lease(milliseconds: Self.farewellMilliseconds)
        farewell = end
        return end.isOver
    }

    // MARK: Sending

    private func relay(_ rows: [OutboxRow]) throws {
        let messages = rows.flatMap(\.messages)
        var deliveries = [Delivery](repeating: .acknowledged, count: messages.count)
        var failure = try send(messages, messages.indices, &deliveries)
        for alone in Self.sentAlone(messages, deliveries) {
            deliveries[alone] = .failed
            guard !isOver else { continue }
            try hold()
            failure = try send(messages, [alone], &deliveries) ?? failure
        }
        let settlement = Settlement(rows, deliveries)
        renew()
        guard try outbox.settle(settlement, epoch) else { throw Superseded() }
        phases.lap("delete")
        surroundings.metrics.add("relayed_total", Int64(settlement.messages - settlement.parked.count))
        report(settlement.parked)
        leaveAlone(messages, deliveries)
        if let failure { return try wait(for: failure) }
        if stuck.isEmpty { surroundings.unhinder("relay") }
    }

    /// What does not go out holds up its topic, in which order counts, and no other one. It is tried again after a
    /// second, and more seldom the more often others go meanwhile: each try takes as long as the broker may take to
    /// answer.
    private func leaveAlone(_ messages: [OutboxMessage], _ deliveries: [Delivery]) {
        let failed = Set(zip(messages, deliveries).filter { $1 == .failed }.map(\.0.topic))
        for topic in Set(messages.map(\.topic)).subtracting(failed) { stuck[topic] = nil }
        isAnswered = isAnswered || deliveries.contains(.acknowledged)
        guard !failed.isEmpty else { return }
        for topic in failed {
            let tries = isAnswered ? min(6, (stuck[topic]?.tries ?? 0) + 1) : 0
            stuck[topic] = (Lease(milliseconds: 1_000 << tries), tries)
        }
        isAnswered = false
    }

    /// Sends these of the messages, and notes what became of each; the first error that is not a message's own.
    private func send(
        _ messages: [OutboxMessage], _ indices: some RandomAccessCollection<Int>, _ deliveries: inout [Delivery]
    ) throws -> KafkaError? {
        for index in indices {
            if lease.isOver { try hold() }
            let message = messages[index]
            try producer.send(
                topic: message.topic, key: Array(message.key.utf8), headers: message.headerPairs,
                payload: message.payload)
            deliveries[index] = .acknowledged
        }
        phases.lap("send")
        let report = try acknowledged()
        phases.lap("acknowledge")
        var first: KafkaError?
        for failure in report.failures {
            let index = indices[indices.index(indices.startIndex, offsetBy: failure.index)]
            deliveries[index] = failure.error.isOfMessage ? .refused(failure.error.name) : .failed
            if !failure.error.isOfMessage { first = first ?? failure.error }
        }
        return first
    }

    /// A broker refuses whole batches: which message is meant shows when each is sent alone. What lies behind one of
    /// them with the same key goes again behind it.
    static func sentAlone(_ messages: [OutboxMessage], _ deliveries: [Delivery]) -> [Int] {
        var again = Set<LogKey>()
        return messages.indices.filter { index in
            let key = LogKey(messages[index])
            if case .refused = deliveries[index] { again.insert(key) }
            return again.contains(key)
        }
    }

    /// Waits for the broker, and keeps the session meanwhile; when the farewell is over, what is not acknowledged has
    /// failed.
    private func acknowledged() throws -> DeliveryReport {
        let patience = sessionMilliseconds / 4
        while try !producer.isAnswered(withinMilliseconds: min(farewell?.millisecondsLeft ?? patience, patience)) {
            if isOver {
                producer.purge()
            } else {
                surroundings.hinder("relay", "the broker does not acknowledge")
                try hold()
            }
        }
        return try producer.finish(timeoutMilliseconds: 0)
    }

    /// A failure that passes is waited for; one that does not ends the service.
    private func wait(for failure: KafkaError) throws {
        guard !surroundings.shutdown.isRequested else { return }
        guard failure.advice != .stop else { throw failure }
        surroundings.hinder("relay", "the broker does not acknowledge: \(failure.name)")
        surroundings.pause(milliseconds: min(500, Int64(sessionMilliseconds / 4)))
    }

    /// An alarm for each topic and error.
    private func report(_ parked: [(message: OutboxMessage, error: String)]) {
        guard !parked.isEmpty else { return }
        surroundings.metrics.add("relay_parked_total", Int64(parked.count))
        for (error, messages) in Dictionary(grouping: parked, by: \.error) {
            surroundings.log.error(
                "messages that the broker does not take are parked in loop_parked",
                [
                    "error": error, "count": String(messages.count),
                    "topics": Set(messages.map(\.message.topic)).sorted().joined(separator: ","),
                ])
        }
    }
}

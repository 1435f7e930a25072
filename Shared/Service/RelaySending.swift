import Kafka
import Postgres

/// What becomes of the rows of a chunk.
extension Relay {
    func relay(_ rows: [OutboxRow]) throws {
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
        guard try phases.during("delete", { try outbox.settle(settlement, epoch) }) else { throw Superseded() }
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
        try phases.during("send") {
            for index in indices {
                if lease.isOver { try hold() }
                let message = messages[index]
                try producer.send(
                    topic: message.topic, key: Array(message.key.utf8), headers: message.headerPairs,
                    payload: message.payload)
                deliveries[index] = .acknowledged
            }
        }
        let report = try phases.during("acknowledge") { try acknowledged() }
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

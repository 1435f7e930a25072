import Commands
import Foundation
import Kafka
import Model
import Service

/// Reads what escrow states, day by day, and when it has closed a day (ADR 2).
struct FactReader {
    private let consumer: Consumer
    private let closings: TopicPartition
    private let facts: [TopicPartition]
    private var positions: [TopicPartition: Int64] = [:]
    /// Facts that were read: a relay that died sends some again, and whoever answers drops the double (G1).
    private var seen: Set<[UInt8]> = []
    /// Where a message was missing when a partition was last read.
    private var holes: [TopicPartition: Int64] = [:]

    private static let closures = EventDecoder<DayClosed>([
        DayClosed.type: EventDecoder.entry(DayClosed.self) { $0 }
    ])
    /// Facts that are most of all and that nobody here takes up are left out before they are decoded.
    private static let ignored = [LessonReleased.type, PaymentAccepted.type, FamilyRepaid.type, ReleaseSettled.type].map
    { Array("\"\($0)\"}".utf8) }

    init(_ environment: Environment, _ partitions: [String: Int]) throws {
        func all(_ topic: String) throws(CommandError) -> [TopicPartition] {
            guard let count = partitions[topic] else {
                throw CommandError("there is no topic \(topic); see console topics create")
            }
            return (0..<count).map { TopicPartition(topic: topic, partition: Int32($0)) }
        }
        facts = try all(PaymentInstructed.topic)
        guard let closings = try all(DayClosed.topic).first else {
            throw CommandError("\(DayClosed.topic) has no partition")
        }
        self.closings = closings
        consumer = try Consumer(
            ConsumerConfiguration(
                brokers: environment.brokers, clientId: "participants", fetchWaitMilliseconds: 5))
        for partition in facts + [closings] { positions[partition] = 0 }
        try consumer.start(positions)
    }

    /// Days that escrow has closed since this was last asked.
    mutating func closedDays(waitMilliseconds: Int) throws -> [Day] {
        if let error = consumer.poll(timeoutMilliseconds: waitMilliseconds), error.advice == .stop {
            throw error
        }
        return try take(closings).compactMap { payload in
            guard let (_, closed) = try? Self.closures.decode(payload) else { return nil }
            return closed.service == "escrow" ? closed.day : nil
        }
    }

    /// All facts since this was last asked. A broker may say an end that lies inside its last batch; a batch arrives
    /// whole, so nothing may be left in the queue.
    mutating func newFacts() throws -> [[UInt8]] {
        let ends = try endsOfFacts()
        var payloads: [[UInt8]] = []
        var isMissing = true
        while isMissing {
            isMissing = false
            for partition in facts {
                let taken = try take(partition)
                payloads += taken.filter { payload in
                    !Self.ignored.contains { payload.suffix($0.count) == $0[...] } && seen.insert(payload).inserted
                }
                isMissing =
                    isMissing || !taken.isEmpty || positions[partition, default: 0] < ends[partition, default: 0]
            }
            if isMissing, let error = consumer.poll(timeoutMilliseconds: 1), error.advice == .stop {
                throw error
            }
        }
        return payloads
    }

    /// A broker that is away for a minute is waited for.
    private func endsOfFacts() throws(KafkaError) -> [TopicPartition: Int64] {
        let patience = Lease(milliseconds: 60_000)
        while true {
            do throws(KafkaError) {
                return try consumer.endOffsets(of: facts)
            } catch {
                guard error.advice != .stop, !patience.isOver else { throw error }
            }
            MonotonicClock.sleep(milliseconds: 500)
        }
    }

    /// What is there of a partition, without holes: a broker that shows a message before an earlier one is asked again.
    private mutating func take(_ partition: TopicPartition) throws -> [[UInt8]] {
        let batch = try consumer.take(partition, max: 5_000)
        var payloads: [[UInt8]] = []
        for index in 0..<batch.count {
            let position = positions[partition, default: 0]
            if batch.offset(index) != position, holes[partition] != position {
                holes[partition] = position
                try consumer.seek([partition: position])
                break
            }
            payloads.append(batch.payload(index))
            positions[partition] = batch.offset(index) + 1
        }
        return payloads
    }
}

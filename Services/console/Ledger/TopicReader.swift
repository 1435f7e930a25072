import Commands
import Foundation
import Kafka

/// Reads a topic from its beginning to its end.
struct TopicReader {
    let brokers: String

    /// Calls for each message, partition by partition in order.
    func read(_ topic: String, _ message: ([UInt8]) -> Void) throws {
        guard let count = try Admin(brokers: brokers).topics()[topic] else {
            throw CommandError("there is no topic \(topic); see console topics list")
        }
        let partitions = (0..<count).map { TopicPartition(topic: topic, partition: Int32($0)) }
        let reader = try Consumer(
            ConsumerConfiguration(
                brokers: brokers, clientId: "console"))
        try reader.start(Dictionary(partitions.map { ($0, 0) }) { $1 })
        var open = Set(partitions)
        while !open.isEmpty {
            if let error = reader.poll(timeoutMilliseconds: 100), error.advice == .stop { throw error }
            for partition in partitions where open.contains(partition) {
                let batch = try reader.take(partition, max: 500)
                for index in 0..<batch.count { message(batch.payload(index)) }
                if batch.reachedEnd { open.remove(partition) }
            }
        }
    }
}

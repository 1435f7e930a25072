import Foundation
import Kafka
import MockKafka
import Testing

/// A broker that a contract is held against: librdkafka's mock cluster and the real one.
enum Broker: String, CaseIterable, Sendable {
    case mock, real

    /// The brokers that there are on this machine; the real one is started by `deploy/local test`.
    static var there: [Broker] { ProcessInfo.processInfo.environment["KAFKA_BROKERS"] == nil ? [.mock] : allCases }
}

/// A topic of its own on a broker of that kind.
struct Stage {
    let brokers: String
    let topic: String
    private let mock: MockCluster?

    init(_ broker: Broker, partitions: Int) throws {
        topic = "contract-\(UUID().uuidString.lowercased())"
        switch broker {
        case .mock:
            let cluster = try MockCluster(brokers: 1)
            cluster.create(topic, partitions: partitions)
            (brokers, mock) = (cluster.brokers, cluster)
        case .real:
            brokers = ProcessInfo.processInfo.environment["KAFKA_BROKERS"] ?? ""
            mock = nil
            _ = try Admin(brokers: brokers).create([
                TopicSpecification(name: topic, partitions: partitions, settings: ["max.message.bytes": "8000000"])
            ])
        }
    }

    func partition(_ number: Int32) -> TopicPartition { TopicPartition(topic: topic, partition: number) }

    func producer() throws -> Producer { try Producer(ProducerConfiguration(brokers: brokers, clientId: "contract")) }

    func consumer() throws -> Consumer {
        try Consumer(ConsumerConfiguration(brokers: brokers, clientId: "contract"))
    }

    /// So many messages, each its number, into a partition.
    func fill(_ partition: Int32, _ count: Int) throws {
        let producer = try producer()
        for number in 0..<count {
            try producer.send(topic: topic, key: nil, payload: Array("\(number)".utf8), partition: partition)
        }
        #expect(try producer.finish(timeoutMilliseconds: 30_000).delivered == count)
    }
}

extension Consumer {
    /// The texts of a partition from where it stands until its end.
    func texts(_ partition: TopicPartition) throws -> [String] {
        var texts: [String] = []
        while true {
            _ = poll(timeoutMilliseconds: 100)
            let batch = try take(partition, max: 100)
            texts += (0..<batch.count).map { String(decoding: batch.payload($0), as: UTF8.self) }
            if batch.reachedEnd { return texts }
        }
    }
}

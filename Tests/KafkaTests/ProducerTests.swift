import Kafka
import MockKafka
import Testing

@Suite struct ProducerTests {
    private static func producer(
        _ cluster: MockCluster, idempotence: Bool = true, queueMessagesMax: Int = 100_000,
        deliveryTimeoutMilliseconds: Int = 20_000
    ) throws -> Producer {
        try Producer(
            ProducerConfiguration(
                brokers: cluster.brokers, clientId: "test", idempotence: idempotence,
                queueMessagesMax: queueMessagesMax,
                deliveryTimeoutMilliseconds: deliveryTimeoutMilliseconds, extra: ["retry.backoff.ms": "10"]))
    }

    @Test func `everything sent is reported, with the offset it has`() throws {
        let cluster = try MockCluster(brokers: 1)
        cluster.create("events", partitions: 1)
        let producer = try Self.producer(cluster)
        for number in 0..<500 { try producer.send(topic: "events", key: nil, payload: Array("event \(number)".utf8)) }
        let report = try producer.finish(timeoutMilliseconds: 20_000)
        #expect(report.delivered == 500)
        #expect(report.failures.isEmpty)
        #expect(report.offsets == [TopicPartition(topic: "events", partition: 0): 499])
        #expect(try producer.finish(timeoutMilliseconds: 1_000).delivered == 0)
    }

    @Test func `errors that pass are retried without the caller`() throws {
        let cluster = try MockCluster(brokers: 1)
        cluster.create("events", partitions: 1)
        // 6: not leader, 7: request timed out, 19: not enough replicas.
        cluster.fail(.produce, with: [6, 7, 19])
        let producer = try Self.producer(cluster)
        try producer.send(topic: "events", key: nil, payload: [1])
        let report = try producer.finish(timeoutMilliseconds: 20_000)
        #expect(report.delivered == 1)
        #expect(report.failures.isEmpty)
    }

    @Test func `an error that stays is reported for its message, and says stop`() throws {
        let cluster = try MockCluster(brokers: 1)
        cluster.create("events", partitions: 1)
        // 29: topic authorization failed.
        cluster.fail(.produce, with: [29])
        let producer = try Self.producer(cluster, idempotence: false)
        try producer.send(topic: "events", key: nil, payload: [1])
        let report = try producer.finish(timeoutMilliseconds: 20_000)
        #expect(report.failures.map(\.index) == [0])
        #expect(report.failures.first?.error.advice == .stop)
        #expect(report.failures.first?.error.description.contains("events") == true)
    }

    @Test func `a full queue makes send wait, and nothing is lost`() throws {
        let cluster = try MockCluster(brokers: 1)
        cluster.create("events", partitions: 4)
        let producer = try Self.producer(cluster, queueMessagesMax: 50)
        for number in 0..<5_000 {
            try producer.send(topic: "events", key: Array("\(number)".utf8), payload: [UInt8](repeating: 7, count: 100))
        }
        #expect(try producer.finish(timeoutMilliseconds: 30_000).delivered == 5_000)
    }

    @Test func `a broker that goes away and comes back loses nothing`() throws {
        let cluster = try MockCluster(brokers: 1)
        cluster.create("events", partitions: 1)
        let producer = try Self.producer(cluster)
        try producer.send(topic: "events", key: nil, payload: [1])
        _ = try producer.finish(timeoutMilliseconds: 20_000)
        cluster.setBroker(1, isUp: false)
        for number in 0..<100 { try producer.send(topic: "events", key: nil, payload: [UInt8(number)]) }
        cluster.setBroker(1, isUp: true)
        let report = try producer.finish(timeoutMilliseconds: 30_000)
        #expect(report.delivered == 100)
        #expect(report.offsets.values.max() == 100)
    }

    @Test func `when no broker answers, finish says how many are not acknowledged`() throws {
        let producer = try Producer(ProducerConfiguration(brokers: "127.0.0.1:1", clientId: "test"))
        try producer.send(topic: "events", key: nil, payload: [1])
        #expect { try producer.finish(timeoutMilliseconds: 300) } throws: { error in
            (error as? KafkaError)?.advice == .reconnect && "\(error)".contains("1 messages are not acknowledged")
        }
    }

    @Test func `a setting that librdkafka does not know is refused by name`() {
        #expect { try Producer(ProducerConfiguration(brokers: "x", clientId: "x", extra: ["colour": "red"])) } throws: {
            error in
            (error as? KafkaError)?.advice == .stop && "\(error)".contains("colour")
        }
    }
}

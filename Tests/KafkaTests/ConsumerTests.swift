import Kafka
import MockKafka
import Testing

@Suite struct ConsumerTests {
    @Test func `a failed fetch is tried again, and the reader sees every message once`() throws {
        let cluster = try MockCluster(brokers: 1)
        cluster.create("events", partitions: 1)
        let producer = try Producer(ProducerConfiguration(brokers: cluster.brokers, clientId: "test"))
        for number in 0..<300 { try producer.send(topic: "events", key: nil, payload: Array("\(number)".utf8)) }
        _ = try producer.finish(timeoutMilliseconds: 20_000)
        // 6: not leader, 5: leader not available.
        cluster.fail(.fetch, with: [6, 5, 6])
        let consumer = try Consumer(
            ConsumerConfiguration(brokers: cluster.brokers, clientId: "test"))
        let partition = TopicPartition(topic: "events", partition: 0)
        try consumer.start([partition: 0])
        var seen: [String] = []
        while seen.count < 300 {
            _ = consumer.poll(timeoutMilliseconds: 100)
            let batch = try consumer.take(partition, max: 64)
            seen += (0..<batch.count).map { String(decoding: batch.payload($0), as: UTF8.self) }
        }
        #expect(seen == (0..<300).map(String.init))
    }

    @Test func `a broker that is not there is an event, not an end`() throws {
        let consumer = try Consumer(ConsumerConfiguration(brokers: "127.0.0.1:1", clientId: "test"))
        try consumer.start([TopicPartition(topic: "events", partition: 0): 0])
        var failure: KafkaError?
        while failure == nil {
            failure = consumer.poll(timeoutMilliseconds: 1_000)
        }
        #expect(failure?.advice != .stop)
    }
}

import Foundation
import Kafka
import Testing

/// What this project needs of a broker, held against librdkafka's mock cluster and the real broker alike.
@Suite struct ContractTests {
    @Test(arguments: Broker.there)
    func `messages of a partition come in the order in which they were sent, and then its end`(broker: Broker) throws {
        let stage = try Stage(broker, partitions: 2)
        try stage.fill(1, 250)
        let consumer = try stage.consumer()
        try consumer.start([stage.partition(1): 0])
        #expect(try consumer.texts(stage.partition(1)) == (0..<250).map(String.init))
    }

    @Test(arguments: Broker.there) func `reading begins at the offset given`(broker: Broker) throws {
        let stage = try Stage(broker, partitions: 1)
        try stage.fill(0, 20)
        let consumer = try stage.consumer()
        try consumer.start([stage.partition(0): 17])
        #expect(try consumer.texts(stage.partition(0)) == ["17", "18", "19"])
    }

    @Test(arguments: Broker.there) func `a seek goes back, and what was read ahead is dropped`(broker: Broker) throws {
        let stage = try Stage(broker, partitions: 1)
        try stage.fill(0, 20)
        let consumer = try stage.consumer()
        try consumer.start([stage.partition(0): 0])
        #expect(try consumer.texts(stage.partition(0)).count == 20)
        try consumer.seek([stage.partition(0): 18])
        #expect(try consumer.texts(stage.partition(0)) == ["18", "19"])
    }

    @Test(arguments: Broker.there) func `a partition that stays while others come and go goes on with the next message`(
        broker: Broker
    ) throws {
        let stage = try Stage(broker, partitions: 3)
        for number in 0..<3 as Range<Int32> { try stage.fill(number, 3) }
        let consumer = try stage.consumer()
        try consumer.start([stage.partition(0): 0])
        #expect(try consumer.texts(stage.partition(0)) == ["0", "1", "2"])
        try consumer.start([stage.partition(1): 1, stage.partition(2): 0])
        #expect(try consumer.texts(stage.partition(1)) == ["1", "2"])
        try consumer.stop([stage.partition(2)])
        for number in 0..<2 as Range<Int32> {
            try stage.fill(number, 1)
            var texts: [String] = []
            while texts.isEmpty { texts = try consumer.texts(stage.partition(number)) }
            #expect(texts == ["0"])
        }
        #expect(Set(consumer.partitions) == [stage.partition(0), stage.partition(1)])
        try consumer.start([stage.partition(2): 2])
        #expect(try consumer.texts(stage.partition(2)) == ["2"])
    }

    @Test(arguments: Broker.there) func `keys and headers arrive as they were sent`(broker: Broker) throws {
        let stage = try Stage(broker, partitions: 1)
        let producer = try stage.producer()
        try producer.send(
            topic: stage.topic, key: Array("渝".utf8),
            headers: [(name: "reason", value: [1, 2]), (name: "empty", value: [])], payload: [])
        _ = try producer.finish(timeoutMilliseconds: 30_000)
        let consumer = try stage.consumer()
        try consumer.start([stage.partition(0): 0])
        var count = 0
        while count == 0 {
            _ = consumer.poll(timeoutMilliseconds: 100)
            let batch = try consumer.take(stage.partition(0), max: 1)
            count = batch.count
            guard count == 1 else { continue }
            #expect(batch.key(0) == Array("渝".utf8))
            #expect(batch.headers(0).map(\.name) == ["reason", "empty"])
            #expect(batch.headers(0).map(\.value) == [[1, 2], []])
            #expect(batch.payload(0).isEmpty)
            #expect(batch.timestamp(0).milliseconds > 0)
        }
    }

    /// The stand-in answers with an offset inside the last batch; Apache Kafka and the mock with the end.
    @Test(arguments: Broker.there)
    func `the end of a partition, asked of the broker now, is beyond all but the batch sent last`(broker: Broker) throws
    {
        let stage = try Stage(broker, partitions: 2)
        let partitions = [stage.partition(0), stage.partition(1)]
        let consumer = try stage.consumer()
        #expect(
            try consumer.endOffsets(of: partitions) == [
                partitions[0]: 0, partitions[1]: 0,
            ])
        try stage.fill(0, 7)
        let before = try #require(try consumer.endOffsets(of: partitions)[partitions[0]])
        try stage.fill(0, 3)
        let after = try #require(try consumer.endOffsets(of: partitions)[partitions[0]])
        #expect((1...7).contains(before) && (8...10).contains(after))
        if broker == .mock { #expect(before == 7 && after == 10) }
    }
}

@Suite(.enabled(if: Broker.there.contains(.real), "needs KAFKA_BROKERS; run deploy/local test")) struct RealBrokerTests
{
    @Test func `a message of 5 MB goes through`() throws {
        let stage = try Stage(.real, partitions: 1)
        let producer = try stage.producer()
        try producer.send(topic: stage.topic, key: nil, payload: [UInt8](repeating: 7, count: 5_000_000))
        #expect(try producer.finish(timeoutMilliseconds: 30_000).delivered == 1)
        let consumer = try stage.consumer()
        try consumer.start([stage.partition(0): 0])
        var size = 0
        while size == 0 {
            _ = consumer.poll(timeoutMilliseconds: 200)
            let batch = try consumer.take(stage.partition(0), max: 1)
            if batch.count == 1 { size = batch.payload(0).count }
        }
        #expect(size == 5_000_000)
    }

    @Test func `topics are made once`() throws {
        let stage = try Stage(.real, partitions: 3)
        let admin = try Admin(brokers: stage.brokers)
        let specification = TopicSpecification(name: stage.topic, partitions: 3)
        #expect(try admin.create([specification]) == [stage.topic])
        #expect(try admin.topics()[stage.topic] == 3)
    }

    @Test func `a reader knows all topics, also one made later`() throws {
        let stage = try Stage(.real, partitions: 2)
        let consumer = try stage.consumer()
        func known() throws -> [TopicPartition] {
            let all = try consumer.knownPartitions()
            return all.filter { $0.topic.hasPrefix(stage.topic) }.sorted()
        }
        #expect(try known() == [stage.partition(0), stage.partition(1)])
        _ = try Admin(brokers: stage.brokers).create([TopicSpecification(name: stage.topic + "-later", partitions: 1)])
        #expect(try known().count == 3)
    }
}

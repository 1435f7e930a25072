import Kafka
import MockKafka
import Model
import Support
import Testing

@testable import Service

/// Reading ahead, over librdkafka's own cluster.
@Suite struct LanesTests {
    private static let topic = "survey.intake.education"
    private let partition = TopicPartition(topic: topic, partition: 0)
    private let cluster: MockCluster

    init() throws {
        cluster = try MockCluster(brokers: 1)
        cluster.create(Self.topic, partitions: 1)
        let producer = try Producer(ProducerConfiguration(brokers: cluster.brokers, clientId: "test"))
        for number in 0..<6 {
            let event = CloudEvent(
                id: "\(number)", source: "education", type: GridDrawn.type, subject: "G\(number)", time: morning,
                data: GridDrawn(grid: "G\(number)", township: "城东街道"))
            try producer.send(topic: Self.topic, key: nil, payload: event.encoded())
        }
        _ = try producer.finish(timeoutMilliseconds: 30_000)
    }

    private func lanes(at offset: Int64, bytes: Int = 1_000_000) throws -> (Lanes<Survey.Command>, Consumer) {
        let roster = try SurveySchema.configuration().district.roster
        let decode = Decode<Survey.Command>(
            service: "survey", entries: Survey.intake, roster: roster, bytesMax: 1_000_000, isReplay: false)
        var lanes = Lanes(
            decode: decode, lookahead: .init(events: 10, bytes: bytes), isReplay: false, checksOffsets: true)
        lanes.begin([partition: offset])
        let consumer = try Consumer(
            ConsumerConfiguration(brokers: cluster.brokers, clientId: "test"))
        return (lanes, consumer)
    }

    /// Takes until the partition has nothing more.
    private func takeAll(_ lanes: inout Lanes<Survey.Command>, _ consumer: Consumer) throws -> [Int64] {
        var offsets: [Int64] = []
        try eventually("the end of the partition is reached") {
            _ = consumer.poll(timeoutMilliseconds: 20)
            try lanes.refill(from: consumer)
            while lanes.fronts[0].pace != nil { offsets.append(lanes.take(0).origin.offset) }
            return lanes.fronts[0].atEnd
        }
        return offsets
    }

    @Test func `a message that was not there when a later one was is read after all, and before it`() throws {
        var (lanes, consumer) = try lanes(at: 0)
        // As if the broker had shown the third message first.
        try consumer.start([partition: 2])
        #expect(try takeAll(&lanes, consumer) == [0, 1, 2, 3, 4, 5])
        #expect(lanes.takeHoles().isEmpty)
        #expect(lanes.moves == [OffsetMove(partition: partition, expected: 0, next: 6)])
    }

    @Test func `what is read ahead ends by bytes, at least one event at a time, and nothing is left out`() throws {
        var (lanes, consumer) = try lanes(at: 0, bytes: 4_000)
        try consumer.start([partition: 0])
        var most = 0
        try eventually("the first is there") {
            _ = consumer.poll(timeoutMilliseconds: 20)
            try lanes.refill(from: consumer)
            return lanes.fronts[0].pace != nil
        }
        try eventually("all are taken") {
            _ = consumer.poll(timeoutMilliseconds: 20)
            try lanes.refill(from: consumer)
            most = max(most, lanes.aheadBytes)
            if lanes.fronts[0].pace != nil { _ = lanes.take(0) }
            return lanes.moves.first?.next == 6
        }
        #expect(most > 0 && most <= 6_000, "\(most) bytes")
        #expect(lanes.aheadBytes == 0)
    }

    @Test func `a partition may read ahead a quarter of what all leave free, but never less than its share`() {
        let lookahead = Lookahead(events: 10, bytes: 64_000)
        #expect(lookahead.room(beside: 0, lanes: 1) == 32_000)
        #expect(lookahead.room(beside: 0, lanes: 64) == 16_000)
        #expect(lookahead.room(beside: 60_000, lanes: 64) == 1_000)
        #expect(lookahead.room(beside: 90_000, lanes: 64) == 500)
    }

    @Test func `what a move moves is what was taken, from where the database stood`() throws {
        var (lanes, consumer) = try lanes(at: 3)
        try consumer.start([partition: 3])
        #expect(try takeAll(&lanes, consumer) == [3, 4, 5])
        #expect(lanes.moves == [OffsetMove(partition: partition, expected: 3, next: 6)])
        lanes.commit()
        #expect(lanes.moves.isEmpty)
    }
}

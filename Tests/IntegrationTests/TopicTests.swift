import Kafka
import Model
import Support
import Testing

/// Who stamps what is posted: the broker, so that nobody says himself when he came.
@Suite struct TopicTests {
    private static let topic = "registry.intake.education"

    private func kafka() throws -> Platform {
        var options = Platform.Options()
        options.broker = .kafka
        return try Platform(options)
    }

    /// The stamps of the messages of a topic's first partitions.
    private func stamps(_ platform: Platform) throws -> [(milliseconds: Int64, isAppendTime: Bool)] {
        let consumer = try Consumer(
            ConsumerConfiguration(brokers: platform.brokers, group: "test", clientId: "test", strategy: .eager))
        let partitions = [0, 1].map { TopicPartition(topic: Self.topic, partition: $0) }
        try consumer.start([partitions[0]: 0, partitions[1]: 0])
        var (stamps, ended): ([(milliseconds: Int64, isAppendTime: Bool)], Set<TopicPartition>) = ([], [])
        try eventually("the ends are reached") {
            _ = consumer.poll(timeoutMilliseconds: 50)
            for partition in partitions {
                let batch = try consumer.take(partition, max: 100)
                stamps += (0..<batch.count).map { batch.timestamp($0) }
                if batch.reachedEnd { ended.insert(partition) }
            }
            return ended.count == 2
        }
        return stamps
    }

    @Test(.enabled(if: Platform.hasKafka))
    func `the broker's stamp stands on intake topics, whatever the poster's program says`() throws {
        let platform = try kafka()
        let said = Moment.start(of: day("2020-01-01"))
        try platform.post([GridDrawn(grid: "G1", township: "城东街道")], by: "education", at: said, arriving: said)
        let stamps = try stamps(platform)
        #expect(stamps.count == 1)
        #expect(
            stamps.allSatisfy { $0.isAppendTime && $0.milliseconds > Moment.start(of: day("2021-01-01")).milliseconds })
    }

    @Test(.enabled(if: Platform.hasKafka))
    func `topics that were there are altered, with a line each, and keep what else they have`() throws {
        let platform = try kafka()
        try platform.console("topics", "create", "--create-time")
        let (admin, setting) = (try Admin(brokers: platform.brokers), "message.timestamp.type")
        // A broker knows of it a moment after the controller has taken it.
        var before: [String: String] = [:]
        try eventually("the poster's stamp stands") {
            before = try admin.describe(Self.topic)
            return before[setting] == "CreateTime"
        }
        let lines = try platform.console("topics", "create").lines
        #expect(lines.contains("\(Self.topic): \(setting) was CreateTime, is LogAppendTime now"), "\(lines)")
        before[setting] = "LogAppendTime"
        try eventually("the broker's stamp stands, and all else is as it was") {
            try admin.describe(Self.topic) == before
        }
        try eventually("nothing is left to alter") { try platform.console("topics", "create").lines.count == 1 }
    }

    @Test func `the stand-in keeps the setting, cannot alter it, and the console says so`() throws {
        let platform = try Platform()
        #expect(try platform.console("topics", "create").lines.count == 1)
        let lines = try platform.console("topics", "create", "--create-time").lines
        let setting = "message.timestamp.type is LogAppendTime"
        #expect(lines.contains("\(Self.topic): \(setting); this broker cannot alter it to CreateTime"), "\(lines)")
    }
}

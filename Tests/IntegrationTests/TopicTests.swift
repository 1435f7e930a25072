import Support
import Testing

/// What `console topics create` asks of Apache Kafka for topics that departments post to.
@Suite(.enabled(if: Platform.hasKafka, "the stand-in neither stamps nor unpacks")) struct TopicTests {
    private static let topic = "registry.intake.education"

    private static var onKafka: Platform.Options {
        var options = Platform.Options()
        options.broker = .kafka
        options.settings = ["CLOCK": "system"]
        return options
    }

    @Test func `what compression makes small is refused by the broker before a service unpacks it`() throws {
        let platform = try Platform(Self.onKafka)
        try platform.runPoster("compressed.py", [Self.topic, "100000"])
        for bytes in ["20000000", "600000000"] {
            #expect(throws: TestFailure.self, "\(bytes)") {
                try platform.runPoster("compressed.py", [Self.topic, bytes])
            }
        }
        let registry = try platform.startAll(["registry"])[0]
        try eventually("the one that was taken is refused") {
            try platform.reasons("registry") == ["JSON_MALFORMED"]
        }
        #expect(registry.isRunning)
    }

    @Test func `a topic that the broker does not stamp or unpack is mended, and until then a service says so`() throws {
        let platform = try Platform(Self.onKafka)
        let said = "\(Self.topic) is not stamped by the broker"
        try platform.console("topics", "create", "--create-time")
        let registry = try platform.startAll(["registry"])[0]
        for _ in 1...2 { try platform.runPoster("compressed.py", [Self.topic, "100"]) }
        try eventually("both are refused") { try platform.reasons("registry").count == 2 }
        #expect(registry.log.filter { $0.contains(said) }.count == 1, "\(registry.log)")
        let mended = try platform.console("topics", "create").output
        #expect(
            mended.contains("\(Self.topic): message.timestamp.type was CreateTime, is LogAppendTime now"), "\(mended)")
        #expect(try platform.console("topics", "create").output.contains("LogAppendTime") == false)
    }
}

import Model
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

    /// The documented step (operations.md). Who draws a grid first has drawn it: the keys of the second ones lie in
    /// other partitions than those of the first.
    @Test func `partitions that are added while the service is stopped overtake nothing that was posted before`()
        throws
    {
        var options = Self.onKafka
        options.begins = morning
        let platform = try Platform(options)
        let registry = try platform.startAll(["registry"])[0]
        registry.stop()
        let grids = 1...2_000
        try platform.post(grids.map { GridDrawn(grid: "G\($0)", township: "城东街道") }, by: "education", at: morning)
        try platform.runPoster("partitions.py", [Self.topic, "4"])
        try platform.post(grids.map { GridDrawn(grid: "G\($0)", township: "城西街道") }, by: "education", at: morning)
        try platform.start("registry")
        try eventually("all are decided") {
            try platform.query(
                "select sum(accepted + rejected) from registry.loop_partitions where topic = '\(Self.topic)'"
            ) == ["4000"]
        }
        #expect(try platform.query("select distinct township from registry.grids") == ["城东街道"])
    }
}

import Model
import Support
import Testing

/// A poster may post in transactions: their markers take offsets of the topic, and are no events.
@Suite(.enabled(if: Platform.hasKafka, "transactions need Apache Kafka")) struct TransactionTests {
    private static let topic = "registry.intake.education"

    private func event(_ grid: String, _ date: String) -> String {
        let event = CloudEvent(
            id: grid, source: "education", type: GridDrawn.type, subject: grid, time: .start(of: day(date)),
            data: GridDrawn(grid: Identifier(known: grid), township: "城东街道"))
        return String(decoding: event.encoded(), as: UTF8.self)
    }

    @Test func `what is committed counts, no message is missed, and a day ends behind a marker`() throws {
        var options = Platform.Options()
        options.broker = .kafka
        options.settings = ["CLOCK_PARTICIPANTS": "registry"]
        let platform = try Platform(options)
        let registry = try platform.startAll(["registry"])[0]
        for date in ["2022-03-01", "2022-03-02", "2022-03-03"] {
            // Every tenth is given up, the last of the first day among them.
            let lines = (1...100).map { number in
                let isAborted = number % 10 == 0 && date != "2022-03-03"
                return "\(isAborted ? "abort" : "commit") \(event("\(date)-\(number)", date))"
            }
            try platform.runPoster("transactions.py", [Self.topic], lines: lines)
            try platform.announce(date)
        }
        try eventually("the last day is open and its grids are drawn") {
            try platform.query("select count(*) from registry.grids") == ["280"]
        }
        try eventually("the last day is closed") {
            try platform.query("select closed_through from registry.loop_day") == ["2022-03-03"]
        }
        #expect(try platform.reasons("registry").isEmpty)
        #expect(!registry.log.contains { $0.hasPrefix("warning") }, "\(registry.log)")
    }
}

import Foundation
import Kafka
import Model
import Support
import Testing

/// What cannot be taken ends as a rejection that the poster can read, and stops nothing (G3, G5).
@Suite struct RejectionTests {
    /// Bytes as a careless poster sends them, and the reason under which they must come back.
    static let careless: [(poster: String, bytes: [UInt8], reason: String)] = [
        ("education", Array("{\"specversion\":\"1.0\",".utf8), "JSON_MALFORMED"),
        ("education", [], "MESSAGE_EMPTY"),
        ("education", [UInt8](repeating: UInt8(ascii: "x"), count: 5_000_000), "MESSAGE_TOO_LARGE"),
        ("education", event("registry.grid.painted.v1", "education"), "TYPE_UNKNOWN"),
        ("education", event("registry.grid.drawn.v9", "education"), "SCHEMA_VERSION_UNKNOWN"),
        ("grid-workers", event("registry.grid.drawn.v1", "grid-workers"), "POSTER_NOT_ALLOWED"),
        ("education", event("registry.grid.drawn.v1", "bank"), "SOURCE_MISMATCH"),
        ("education", event("registry.grid.drawn.v1", "education", data: "{\"grid\":7}"), "DATA_INVALID"),
        ("education", Array("{\"type\":\"registry.grid.drawn.v1\"}".utf8), "ENVELOPE_INVALID"),
        (
            "market-regulation",
            event(
                "registry.licence.revoked.v1", "market-regulation",
                data: "{\"institution\":\"91500114MA6000001X\",\"decisionNumber\":\"1\"}"),
            "USCC_INVALID"
        ),
    ]

    private static func event(_ type: String, _ source: String, data: String = "{\"grid\":\"G1\",\"township\":\"x\"}")
        -> [UInt8]
    {
        let envelope = "\"specversion\":\"1.0\",\"id\":\"\(UUID())\",\"source\":\"\(source)\",\"type\":\"\(type)\""
        return Array("{\(envelope),\"time\":\"2022-03-01T08:00:00+08:00\",\"data\":\(data)}".utf8)
    }

    @Test func `a fact that its reader does not take is an alarm: nobody who posts can mend it`() throws {
        var options = Platform.Options()
        options.settings = ["CLOCK_PARTICIPANTS": "registry,escrow"]
        let platform = try Platform(options)
        let services = try platform.startAll(["registry", "escrow"])
        let fact = Self.event("registry.institution.snapshot.v1", "registry", data: "{\"institution\":7}")
        try platform.send([Post(fact, on: "registry.institutions")])
        try platform.announce("2022-03-01")
        try platform.announce("2022-03-02")
        try eventually("escrow says it") {
            services[1].log.contains { $0.contains("facts of services are refused as DATA_INVALID") }
        } seen: {
            services[1].log.joined(separator: "\n")
        }
        #expect(try platform.reasons("escrow") == ["DATA_INVALID"])
    }

    @Test func `bad events come back with their reason, and good ones before and after them count`() throws {
        let platform = try Platform()
        try platform.startAll(["registry"])
        try platform.announce("2022-03-01")
        let time = Moment.start(of: day("2022-03-01"))
        try platform.post([GridDrawn(grid: "before", township: "城东街道")], by: "education", at: time)
        for row in Self.careless {
            try platform.console("post", "--as", row.poster, "--to", "registry", "--raw", input: row.bytes)
        }
        try platform.post([GridDrawn(grid: "after", township: "城东街道")], by: "education", at: time)
        try eventually("both grids are drawn") {
            try platform.query("select grid from registry.grids order by 1") == ["after", "before"]
        }
        // A row: reason, what to do, place, size, beginning.
        var rows: [[String]] = []
        try eventually("all rejections can be read") {
            rows = try platform.console("tail", "--rejected").lines.map {
                $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            }
            return rows.count == Self.careless.count
        } seen: {
            "\(rows)"
        }
        #expect(rows.map { $0[0] }.sorted() == Self.careless.map(\.reason).sorted())
        #expect(rows.allSatisfy { !$0[1].isEmpty && $0[2].hasPrefix("registry.intake.") })
        #expect(rows.first { $0[0] == "MESSAGE_TOO_LARGE" }?[3] == "5000000 bytes")
        #expect(try platform.console("tail", "--rejected", "--poster", "grid-workers").lines.count == 1)
    }

    /// Makes small what is large.
    private func compressing(to platform: Platform) throws -> Producer {
        try Producer(
            ProducerConfiguration(
                brokers: platform.brokers, clientId: "test", messageBytesMax: 40_000_000,
                extra: ["compression.type": "gzip"]))
    }

    /// What is posted now counts.
    private func expectToGoOn(_ registry: ServiceProcess, on platform: Platform) throws {
        let time = Moment.start(of: day("2022-03-01"))
        try platform.post([GridDrawn(grid: "after", township: "城东街道")], by: "education", at: time)
        try eventually("the grid is drawn", { try platform.query("select grid from registry.grids") == ["after"] }) {
            "\(registry.log.suffix(5))"
        }
    }

    @Test func `13 MB that compression makes small are refused with their place, length and sum, and stop nothing`()
        throws
    {
        let platform = try Platform()
        let registry = try platform.startAll(["registry"])[0]
        try platform.announce("2022-03-01")
        let producer = try compressing(to: platform)
        let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 13_000_000)
        try producer.send(topic: "registry.intake.education", key: Array("G1".utf8), payload: bytes)
        #expect(try producer.finish(timeoutMilliseconds: 60_000).failures.isEmpty)
        try expectToGoOn(registry, on: platform)
        var shown: [String] = []
        try eventually("the rejection can be read") {
            shown = try platform.console("tail", "--rejected").lines
            return shown.count == 1
        }
        #expect(
            shown.allSatisfy { $0.hasPrefix("MESSAGE_TOO_LARGE\t") && $0.contains("\t13000000 bytes\t") }, "\(shown)")
        #expect(
            try platform.query(
                """
                select reason, payload is null, payload_bytes,
                    payload_sha256 = encode(sha256(repeat('x', 13000000)::bytea), 'hex')
                from registry.loop_rejections
                """) == ["MESSAGE_TOO_LARGE,t,13000000,t"])
        #expect(registry.isRunning)
    }

    @Test func `headers count as bytes do: too many are refused, kept nowhere, and stop nothing`() throws {
        let platform = try Platform()
        let registry = try platform.startAll(["registry"])[0]
        try platform.announce("2022-03-01")
        let producer = try compressing(to: platform)
        // One header for the event, and one that is none of its attributes.
        for (name, count) in [("ce_x", 30_000_000), ("trace", 30_000_000), ("trace", MessageHeaders.bytesMax)] {
            try producer.send(
                topic: "registry.intake.education", key: Array("G1".utf8),
                headers: [(name: name, value: [UInt8](repeating: 1, count: count))],
                payload: Self.event("registry.grid.drawn.v1", "education"))
        }
        #expect(try producer.finish(timeoutMilliseconds: 60_000).failures.isEmpty)
        try expectToGoOn(registry, on: platform)
        let rows = "select reason, detail, headers, payload is null from registry.loop_rejections order by detail"
        #expect(
            try platform.query(rows) == [
                "MESSAGE_TOO_LARGE,16389 bytes of headers; at most 16384,,f",
                "MESSAGE_TOO_LARGE,30000004 bytes of headers; at most 16384,,f",
                "MESSAGE_TOO_LARGE,30000005 bytes of headers; at most 16384,,f",
            ])
    }

    @Test func `of rejections with one id the first is decided again, and all others`() throws {
        let platform = try Platform()
        try platform.startAll(["registry"])
        try platform.announce("2022-03-01")
        for id in ["twice", "twice", "once"] {
            let data = "{\"grid\":\(Int.random(in: 1...1_000_000))}"
            let bytes = Self.event("registry.grid.drawn.v1", "education", data: data)
            let named = String(decoding: bytes, as: UTF8.self)
                .replacing(/"id":"[^"]*"/, with: "\"id\":\"\(id)\"")
            try platform.console("post", "--as", "education", "--to", "registry", "--raw", input: Array(named.utf8))
        }
        let count = "select count(*) from registry.loop_rejections where reason = 'DATA_INVALID'"
        try eventually("all are refused") { try platform.query(count) == ["3"] }
        let said = try platform.console("rejected", "retry", "--service", "registry", "--reason", "DATA_INVALID").lines
        #expect(said.contains { $0.contains("2") }, "\(said)")
        try eventually("they are refused again, and nothing is lost") { try platform.query(count) == ["3"] }
        #expect(try platform.query("select 1 from registry.loop_waiting").isEmpty)
    }

    @Test func `an event posted twice counts once, and its id for another event is refused`() throws {
        let platform = try Platform()
        try platform.startAll(["registry"])
        try platform.announce("2022-03-01")
        let time = Moment.start(of: day("2022-03-01"))
        for _ in 1...3 {
            try platform.post([GridDrawn(grid: "G1", township: "城东街道")], by: "education", at: time, id: "same")
        }
        try platform.post([GridDrawn(grid: "G2", township: "城东街道")], by: "education", at: time, id: "same")
        try eventually("the second use of the id is refused") { try platform.reasons("registry") == ["ID_REUSED"] }
        #expect(try platform.query("select grid from registry.grids") == ["G1"])
        #expect(
            try platform.query(
                "select sum(accepted), sum(doubled) from registry.loop_partitions where topic like '%education'") == [
                    "1,2"
                ])
    }

    @Test func `who comes too early waits, and takes effect when what it needs is there`() throws {
        let platform = try Platform()
        try platform.startAll(["registry"])
        try platform.announce("2022-03-01")
        let time = Moment.start(of: day("2022-03-01"))
        let survey = InstitutionSurveyed(institution: institution(1), name: "启航", address: "一号", grid: "G1")
        try platform.post(
            [InstitutionFiled(institution: institution(1), selfAssessment: .academic, courses: [])], by: "institutions",
            at: time)
        try platform.post([survey], by: "expert-panel", at: time)
        try eventually("both wait") {
            try platform.query("select awaits from registry.loop_waiting order by 1").count == 2
        }
        try platform.post([GridDrawn(grid: "G1", township: "城东街道")], by: "education", at: time.adding(milliseconds: 9))
        try eventually("the institution is filed") {
            try platform.query("select status from registry.institutions") == ["filed"]
        }
        #expect(try platform.query("select 1 from registry.loop_waiting").isEmpty)
    }

    @Test func `who waits longer than the days allowed is refused`() throws {
        var options = Platform.Options()
        options.settings = ["WAITING_DAYS_MAX": "2", "CLOCK_PARTICIPANTS": "registry"]
        let platform = try Platform(options)
        try platform.startAll(["registry"])
        try platform.announce("2022-03-01")
        let survey = InstitutionSurveyed(institution: institution(1), name: "启航", address: "一号", grid: "nowhere")
        try platform.post([survey], by: "expert-panel", at: .start(of: day("2022-03-01")))
        try eventually("it waits") {
            try platform.query("select awaits from registry.loop_waiting") == ["grid:nowhere"]
        }
        for date in ["2022-03-02", "2022-03-03"] { try platform.announce(date) }
        try eventually("the third day is open") {
            try platform.query("select today from registry.loop_day") == ["2022-03-03"]
        }
        #expect(try platform.query("select 1 from registry.loop_waiting").count == 1)
        try platform.announce("2022-03-04")
        try eventually("it is refused") { try platform.reasons("registry") == ["REFERENCE_UNKNOWN"] }
        #expect(try platform.query("select 1 from registry.loop_waiting").isEmpty)
    }

    @Test func `a poster has room for so many bytes that wait`() throws {
        var options = Platform.Options()
        options.settings = ["WAITING_KILOBYTES_MAX": "1", "CLOCK_PARTICIPANTS": "registry"]
        let platform = try Platform(options)
        try platform.startAll(["registry"])
        try platform.announce("2022-03-01")
        let patrol = PatrolReported(grid: "G1", institution: nil, result: .none)
        for _ in 1...3 {
            try platform.post(
                [PatrolReported](repeating: patrol, count: 3), by: "grid-workers",
                at: Moment.start(of: day("2022-03-01")))
        }
        try eventually("what does not fit into a KiB is refused") {
            try platform.query("select sum(octet_length(payload)) <= 1024, count(*) > 1 from registry.loop_waiting")
                == ["t,t"] && platform.reasons("registry").count >= 4
        }
        #expect(try Set(platform.reasons("registry")) == ["WAITING_QUOTA_EXCEEDED"])
    }

    @Test func `a poster has room for so many events that wait, and others have their own`() throws {
        var options = Platform.Options()
        options.settings = ["WAITING_EVENTS_MAX": "5", "CLOCK_PARTICIPANTS": "registry"]
        let platform = try Platform(options)
        try platform.startAll(["registry"])
        try platform.announce("2022-03-01")
        let time = Moment.start(of: day("2022-03-01"))
        let patrol = PatrolReported(grid: "G1", institution: nil, result: .none)
        try platform.post([PatrolReported](repeating: patrol, count: 9), by: "grid-workers", at: time)
        let survey = InstitutionSurveyed(institution: institution(1), name: "启航", address: "一号", grid: "G1")
        try platform.post([survey], by: "expert-panel", at: time)
        try eventually("five and one wait, and four are refused") {
            try platform.query("select poster, count(*) from registry.loop_waiting group by 1 order by 1") == [
                "expert-panel,1", "grid-workers,5",
            ] && platform.reasons("registry") == [String](repeating: "WAITING_QUOTA_EXCEEDED", count: 4)
        }
        try platform.post([GridDrawn(grid: "G1", township: "城东街道")], by: "education", at: time)
        try eventually("those that wait go on") {
            try platform.query("select count(*) from registry.patrols") == ["5"]
                && platform.query("select 1 from registry.loop_waiting").isEmpty
        }
    }
}

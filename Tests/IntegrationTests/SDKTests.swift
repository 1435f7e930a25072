import Foundation
import Model
import Support
import Testing

/// Events as the official SDK for Python writes them, old interface and new.
@Suite struct SDKTests {
    private func registry() throws -> Platform {
        let platform = try Platform()
        try platform.startAll(["registry"])
        try platform.announce("2022-03-01")
        return platform
    }

    private func draw(_ mode: String) throws {
        let platform = try registry()
        for interface in ["old", "new"] {
            try platform.runPoster("sdk.py", ["registry.intake.education", interface, mode, "\(interface) \(mode)"])
        }
        try eventually("both grids are drawn") {
            try platform.query("select grid from registry.grids order by 1") == ["new \(mode)", "old \(mode)"]
        } seen: {
            "refused: \((try? platform.reasons("registry")) ?? [])"
        }
    }

    @Test func `events in structured mode take effect`() throws { try draw("structured") }

    @Test func `events in binary mode take effect`() throws { try draw("binary") }

    /// Messages that SDKs in five languages wrote.
    private static let records = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
        path: "../Conformance/cloudevents/records.jsonl"
    ).standardized

    @Test func `every record of five languages' SDKs is read as an event, and answered with what is wrong with it`()
        throws
    {
        let lines = try String(contentsOf: Self.records, encoding: .utf8).split(separator: "\n").map(String.init)
        // A day of production: in a replay, what is dated later would be waited for.
        var options = Platform.Options()
        options.begins = Moment.start(of: day("2026-12-14")).adding(milliseconds: 9 * 3_600_000)
        let platform = try Platform(options)
        try platform.startAll(["registry"])
        try platform.runPoster("records.py", ["registry.intake.education"], lines: lines)
        try eventually("each is answered") {
            let answers = "sum(accepted + rejected + doubled)"
            return try platform.query("select \(answers) from registry.loop_partitions where topic like '%.intake.%'")
                == ["\(lines.count)"]
        } seen: {
            "\((try? platform.query("select reason, count(*) from registry.loop_rejections group by 1")) ?? [])"
        }
        // Their types are the SDKs' examples: nobody here says such things. But all can be read: an envelope is refused
        // for a line feed in an id, for version 0.3, or for a time that is not there or cannot be.
        let refused = try platform.query(
            """
            select reason, case when reason = 'ENVELOPE_INVALID' then detail end from registry.loop_rejections
            group by 1, 2 order by 1, 2
            """)
        #expect(refused.allSatisfy { row in Self.answers.contains { row.hasPrefix($0) } }, "\(refused)")
    }

    private static let answers = [
        "CONTENT_UNSUPPORTED,", "TYPE_UNKNOWN,", "ENVELOPE_INVALID,id must be an id without line feeds",
        "ENVELOPE_INVALID,specversion must be 1.0", "ENVELOPE_INVALID,time is missing",
        "ENVELOPE_INVALID,time must be like",
    ]
}

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

    @Test(.disabled("needs the gate")) func `events in binary mode take effect`() throws { try draw("binary") }

    /// Messages that SDKs in five languages wrote, if the folder that holds them lies beside the checkout.
    private static let records = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
        path: "../../../shared/conformance/cloudevents/records.jsonl"
    ).standardized

    @Test(
        .disabled("needs the gate"),
        .enabled(if: FileManager.default.fileExists(atPath: records.path), "needs ../shared/conformance"))
    func `every record of five languages' SDKs is read as an event, and answered with what is wrong with it`() throws {
        let lines = try String(contentsOf: Self.records, encoding: .utf8).split(separator: "\n").map(String.init)
        let platform = try registry()
        try platform.runPoster("records.py", ["registry.intake.education"], lines: lines)
        try platform.post(
            [GridDrawn(grid: "after", township: "城东街道")], by: "education", at: .start(of: day("2022-03-01")))
        try eventually("each is answered") {
            try platform.query("select sum(rejected) + sum(accepted) from registry.loop_partitions")
                == ["\(lines.count + 2)"]
        } seen: {
            "\((try? platform.query("select reason, count(*) from registry.loop_rejections group by 1")) ?? [])"
        }
        // Their types are the SDKs' examples: nobody here says such things, but all can be read.
        let unread = "reason in ('JSON_MALFORMED', 'ENVELOPE_INVALID', 'MESSAGE_EMPTY')"
        let rows = try platform.query(
            "select reason, detail from registry.loop_rejections where \(unread) group by 1, 2")
        #expect(rows.isEmpty, "\(rows)")
    }
}

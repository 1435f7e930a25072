import Support
import Testing

/// The bench is a program like any other: it keeps up with the tables that it fills.
@Suite struct BenchTests {
    @Test func `the bench fills a ledger with a past, and escrow takes its load on top`() throws {
        var options = Platform.Options()
        options.settings = ["CLOCK_PARTICIPANTS": "escrow"]
        let platform = try Platform(options)
        try platform.startAll(["escrow"])
        let report = try platform.console("bench", "--events", "2000", "--entries", "4000")
        #expect(report.output.contains("escrow: 3800 events in"), "\(report.output)")
        #expect(try platform.query("select count(*) from escrow.enrolments") == ["600"])
        #expect(try platform.query("select 1 from escrow.report_institutions where unaccounted_fen <> 0").isEmpty)
    }
}

import Foundation
import Support
import Testing

/// The bench is a program like any other: it keeps up with the tables that it fills.
@Suite struct BenchTests {
    @Test func `the bench fills a ledger with a past, and escrow takes its load on top`() throws {
        var options = Platform.Options()
        options.settings = ["CLOCK_PARTICIPANTS": "escrow"]
        let platform = try Platform(options)
        try platform.startAll(["escrow"])
        let report = try platform.simulator("bench", "--events", "2000", "--entries", "4000")
        #expect(report.output.contains("escrow: 3800 events in"), "\(report.output)")
        #expect(try platform.query("select count(*) from escrow.enrolments") == ["600"])
        #expect(try platform.query("select 1 from escrow.report_institutions where unaccounted_fen <> 0").isEmpty)
    }

    /// A second year on a broker or a database that an operator gave: what the first one left would be taken for its
    /// own, and it would end with words about something else.
    @Test func `where an earlier run left events or state, nothing is posted, and it is said what to do`() throws {
        let (used, fresh) = (try Platform(), try Platform())
        #expect(try fresh.simulator("check").output.contains("are empty"))
        try used.startAll(["registry"])
        try used.announce("2022-03-01")
        try eventually("it is taken") {
            try used.query("select 1 from registry.loop_partitions where next_offset > 0").count == 1
        }
        for command in [["scenario", "qianjiang-2022"], ["bench"], ["check"]] {
            for (brokers, database, says) in [
                (used.brokers, fresh, "events of an earlier run already ("),
                (fresh.brokers, used, "state of an earlier run already (schema registry)"),
            ] {
                let result = try used.runProgram(
                    "simulator", command,
                    settings: ["KAFKA_BROKERS": brokers, "DATABASE_URL": database.databaseURL(as: "owner")])
                #expect(result.status == 1 && result.errors.contains(says), "\(command): \(result.errors)")
            }
        }
        #expect(try fresh.simulator("check").output.contains("are empty"))
    }

    @Test(arguments: [["faults"], ["bench", "escrow", "--sizes"]])
    func `what begins again and again with nothing says so before it starts anything, if servers are given`(
        command: [String]
    ) throws {
        let script = Qianjiang.directory.appending(path: "../../local").path
        let result = try Platform().runShell("\(script) \(command.joined(separator: " "))", settings: [:])
        #expect(result.status == 1)
        #expect(result.errors.contains("run it without KAFKA_BROKERS and DATABASE_URL"), "\(result.errors)")
    }
}

import Foundation
import Postgres
import Support
import Testing

/// A year of a district through all services: what the report says, and that it could have said otherwise.
@Suite(.serialized) struct ScenarioTests {
    @Test func `Qianjiang's year has the figures of the article, and loses nothing`() throws {
        let year = try DistrictYear("qianjiang-2022")
        #expect(year.result.status == 0, "\(year.result.output) \(year.result.errors)")
        #expect(year.figure("排查机构") == "排查机构 283 = 283 ✓")
        #expect(year.figure("联合执法检查") == "联合执法检查 29 = 29 ✓")
        #expect(year.figure("治理专班部门") == "治理专班部门 12 = 12 ✓")
        #expect(!year.result.output.contains("✗"))
        #expect(year.result.lines.contains("lost events: 0"))
        #expect(year.result.lines.contains("debits equal credits ✓"))
    }

    @Test
    func `another district is another file with other figures, and a replay gives the same state row for row (G6)`()
        throws
    {
        let year = try DistrictYear("yunling-2023")
        #expect(year.result.status == 0, "\(year.result.output) \(year.result.errors)")
        #expect(year.figure("排查机构") == "排查机构 40 = 40 ✓")
        #expect(year.figure("联合执法检查") == "联合执法检查 11 = 11 ✓")
        #expect(year.figure("当月未督导") == "当月未督导 3 = 3 ✓")
        #expect(year.figure("治理专班部门") == "治理专班部门 5 = 5 ✓")

        try expectMarks(of: year)
        try expectReadAsWritten(of: year)

        let digest = try year.digest()
        #expect(digest.count > 20)
        try year.replay()
        let different = Set(try year.digest()).symmetricDifference(digest).sorted()
        #expect(different.isEmpty, "\(different)")
    }

    /// Of every table that a service reads by a description, every row of the year.
    private func expectReadAsWritten(of year: DistrictYear) throws {
        #expect(describedTables.map(\.schema) == Platform.schemas)
        let connection = try Connection(
            url: year.platform.databaseURL(as: "owner"), applicationName: "test", statementTimeoutMilliseconds: 60_000)
        var filled = 0
        for (schema, tables) in describedTables {
            try connection.script("set search_path to \(schema)")
            for table in tables {
                guard let (rows, unlike) = try (table as? any ReadBack)?.compare(on: connection) else { continue }
                if rows > 0 { filled += 1 }
                // Whom an account is of is written once, with its enrolment or institution, and never read.
                #expect(unlike.filter { rows > 0 && $0 != "accounts.institution" }.isEmpty, "\(schema): \(unlike)")
            }
        }
        #expect(filled > 20, "a year fills most tables")
    }

    /// A figure that is off, and a ledger that does not balance, fail the report.
    private func expectMarks(of year: DistrictYear) throws {
        let platform = year.platform
        let owner = ["DATABASE_URL": platform.databaseURL(as: "owner")]
        #expect(try platform.runProgram("console", ["report"], settings: owner).status == 0)
        let wrong = platform.directory.appending(path: "wrong.json")
        try Data(#"[{"key": "surveyed", "comparison": "=", "value": 41, "quote": "one too many"}]"#.utf8).write(
            to: wrong)
        let off = try platform.runProgram("console", ["report", "--expect", wrong.path], settings: owner)
        #expect(off.status == 1 && off.output.contains("= 41  ✗"))

        let account = try #require(
            try platform.query("select account from escrow.accounts where kind = 'bank' order by 1 limit 1").first)
        try platform.execute("update escrow.accounts set debits_fen = debits_fen + 1 where account = '\(account)'")
        let unbalanced = try platform.runProgram("console", ["report"], settings: owner)
        #expect(unbalanced.status == 1 && unbalanced.output.contains("debits minus credits: 1 fen ✗"))
        try platform.execute("update escrow.accounts set debits_fen = debits_fen - 1 where account = '\(account)'")
    }

    @Test func `a scenario of another district is refused by name`() throws {
        var options = Platform.Options()
        options.isStarted = false
        let platform = try Platform(options)
        let result = try platform.runProgram(
            "simulator", ["scenario", "yunling-2023"], settings: ["DATABASE_URL": "postgresql:///nowhere"])
        #expect(result.status == 1)
        #expect(result.errors.contains("is the profile of «qianjiang-2022», not of «yunling-2023»"))
    }
}

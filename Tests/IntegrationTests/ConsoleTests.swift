import Foundation
import Model
import Support
import Testing

/// Every command of the console ends with a sentence and a status, also where there is nothing yet to read, where a
/// name is unknown and where a setting is missing.
@Suite struct ConsoleTests {
    /// A command line, the status it ends with, and what it says.
    private struct Case {
        var program = "console"
        var arguments: [String]
        var settings: [String: String] = [:]
        var input: [UInt8]?
        let status: Int32
        let says: String

        init(
            _ arguments: String..., settings: [String: String] = [:], input: String? = nil, status: Int32, says: String
        ) {
            (self.arguments, self.settings, self.status, self.says) = (arguments, settings, status, says)
            self.input = input.map { Array($0.utf8) }
        }
    }

    private func expect(_ cases: [Case], on platform: Platform) throws {
        for row in cases {
            let settings = ["DATABASE_URL": platform.databaseURL(as: "owner")].merging(row.settings) { $1 }
            let result = try platform.runProgram(row.program, row.arguments, settings: settings, input: row.input)
            let said = result.status == 0 ? result.output : result.errors
            let asked = "\(row.program) \(row.arguments.joined(separator: " "))"
            #expect(
                result.status == row.status && (row.says.isEmpty || said.contains(row.says)),
                "\(asked): \(result.status): \(result.output)\(result.errors)"
            )
        }
    }

    @Test func `in a district without events every command has an answer`() throws {
        let platform = try Platform()
        let nobody = institution(1).description
        try expect(
            [
                Case("report", "--expect", nothingExpected(platform), status: 0, says: "debits equal credits ✓"),
                Case("report", "--expect", "none.json", status: 1, says: "cannot read none.json"),
                Case("digest", status: 0, says: "escrow.transfers"),
                Case("ledger", "verify", status: 0, says: "the ledger is whole ✓"),
                Case("ledger", "verify", "--topic", status: 0, says: "the ledger is whole ✓"),
                Case("ledger", "verify", nobody, status: 0, says: "0 transfers"),
                Case("ledger", "balance", "\(nobody)/bank", status: 1, says: "there is no account"),
                Case("ledger", "balance", "\(nobody)/bank", "2022-03-01", status: 1, says: "there is no account"),
                Case("ledger", "statement", "E1", status: 1, says: "there is no enrolment"),
                Case("ledger", "trial-balance", status: 0, says: "debits equal credits ✓"),
                Case("ledger", "trial-balance", "2022-03-01", status: 1, says: "no day is closed yet"),
                Case("ledger", "export", status: 0, says: "序号"),
                Case("ledger", "export", nobody, "--from", "2022-03-01", status: 0, says: "序号"),
                Case("tail", "--rejected", status: 0, says: ""),
                Case("tail", "registry.events", "--poster", "nobody", status: 0, says: ""),
                Case("topics", "list", status: 0, says: "registry.events\t2"),
                Case("topics", "create", status: 0, says: "0 made"),
            ], on: platform)
        // The figures of a district that has one to expect are off, which is no reason to stop half-way.
        let report = try platform.runProgram(
            "console", ["report"], settings: ["DATABASE_URL": platform.databaseURL(as: "owner")])
        #expect(report.status == 1 && report.errors.isEmpty && report.output.contains("debits equal credits ✓"))
    }

    @Test func `a poster's headers look like no refusal of a service`() throws {
        let platform = try Platform()
        try platform.runPoster("headers.py", ["registry.intake.education"])
        let lines = try platform.console("tail", "registry.intake.education").output.split(separator: "\n")
        #expect(lines.count == 1 && lines.allSatisfy { $0.hasPrefix("registry.intake.education") }, "\(lines)")
    }

    @Test func `what a poster wrote does nothing to a terminal`() throws {
        let platform = try Platform()
        let hostile = "\u{1B}[2J\u{1B}]0;owned\u{7}\u{202E}gpj\u{9B}31m\r\u{8}"
        try platform.startAll(["registry"])
        _ = try platform.runProgram(
            "console", ["post", "--as", "education", "--raw", "--to", "registry", "--subject", "k\u{1B}[2J"],
            input: Array("{\(hostile)\nforged line".utf8))
        try eventually("it is refused") { try platform.reasons("registry").count == 1 }
        let listed = try platform.console("rejected", "list").output
        let outputs = [
            try platform.console("tail", "registry.intake.education").output,
            try platform.console("tail", "--rejected").output, listed,
            try platform.runProgram("console", ["tail", hostile]).errors,
        ]
        for output in outputs {
            #expect(
                !output.unicodeScalars.contains { "\u{1B}\u{7}\u{9B}\u{202E}\r\u{8}".unicodeScalars.contains($0) },
                "\(output)")
        }
        #expect(outputs[0].split(separator: "\n").count == 1 && outputs[0].contains("\\u{1B}[2J"))
    }

    /// Report and ledger are for whoever reads; the loop's tables, with payloads, are not.
    @Test func `the reader sees the views and nothing else, and they are enough for report and ledger`() throws {
        let platform = try Platform()
        let readable = """
            select c.oid::regclass::text from pg_class c
            where relkind in ('r', 'p', 'v', 'm', 'S') and has_table_privilege('reader', c.oid, 'select')
                and relnamespace in (
                    select oid from pg_namespace
                    where nspname = any(string_to_array('\(Platform.schemas.joined(separator: ","))', ',')))
            """
        let others = try platform.query("\(readable) and not (relkind = 'v' and relname like 'report\\_%')")
        #expect(others.isEmpty)
        #expect(try platform.query(readable).count > 40)
        let reader = ["DATABASE_URL": platform.databaseURL(as: "reader")]
        try expect(
            [
                Case("report", "--expect", nothingExpected(platform), settings: reader, status: 0, says: "INSTITUTION"),
                Case("ledger", "verify", settings: reader, status: 0, says: "the ledger is whole ✓"),
                Case("ledger", "trial-balance", settings: reader, status: 0, says: "debits equal credits ✓"),
                Case("ledger", "export", settings: reader, status: 0, says: "序号"),
                Case("digest", settings: reader, status: 1, says: "permission denied"),
            ], on: platform)
    }

    private func nothingExpected(_ platform: Platform) throws -> String {
        let file = platform.directory.appending(path: "expected.json")
        try Data("[]".utf8).write(to: file)
        return file.path
    }

    @Test func `what is not understood is said, with what would be`() throws {
        let platform = try Platform()
        try expect(
            [
                Case("weather", status: 1, says: "unknown command «weather»"),
                Case("report", "--expect", status: 1, says: "--expect: not understood"),
                Case("report", "today", status: 1, says: "today: not understood"),
                Case("digest", "today", status: 1, says: "console digest"),
                Case("ledger", status: 1, says: "console ledger verify"),
                Case("ledger", "verify", "E1", status: 1, says: "«E1» is no credit code"),
                Case("ledger", "trial-balance", "2022-02-30", status: 1, says: "«2022-02-30» is no day"),
                Case("ledger", "balance", status: 1, says: "console ledger balance"),
                Case("tail", status: 1, says: "which topic?"),
                Case("tail", "no.such", status: 1, says: "there is no topic no.such"),
                Case("topics", status: 1, says: "create or list?"),
                Case("topics", "create", "many", status: 1, says: "«many» is no number of replicas"),
                Case("topics", "create", "0", status: 1, says: "«0» is no number of replicas"),
                Case("post", status: 1, says: "--as is missing"),
                Case("post", "--as", "bank", status: 1, says: "--type is missing"),
                Case("post", "--as", "bank", "--type", "a.b.v1", status: 1, says: "unknown type «a.b.v1»"),
                Case(
                    "post", "--as", "education", "--type", "registry.grid.drawn.v1", input: "",
                    status: 1, says: "registry.grid.drawn.v1"),
                Case(
                    "post", "--as", "education", "--type", "registry.grid.drawn.v1", "--time", "now",
                    "--data", "{\"grid\":\"G1\",\"township\":\"T\"}", status: 1, says: "--time must be like"),
                Case(
                    "post", "--as", "education", "--type", "registry.grid.drawn.v1", "--id",
                    String(repeating: "x", count: 201), "--data", "{\"grid\":\"G1\",\"township\":\"T\"}", status: 1,
                    says: "id must be an id of 1 to 200 bytes"),
                Case(
                    "post", "--as", "nobody", "--type", "registry.grid.drawn.v1",
                    "--data", "{\"grid\":\"G1\",\"township\":\"T\"}", status: 1, says: "registry.intake.nobody exist?"),
                Case("post", "--as", "bank", "--raw", "--data", "x", status: 1, says: "--to is missing"),
                Case("post", "--as", "bank", "--file", "none.json", status: 1, says: "cannot read none.json"),
            ], on: platform)
    }

    @Test func `a setting that is missing or leads nowhere is named`() throws {
        var options = Platform.Options()
        options.isStarted = false
        let platform = try Platform(options)
        let (nowhere, noBroker) = ("postgresql://owner@127.0.0.1:1/supervision", ["KAFKA_BROKERS": "127.0.0.1:1"])
        var cases: [Case] = [["report"], ["digest"], ["ledger", "verify"]].flatMap { command in
            let missing = ["DATABASE_URL": "", "KAFKA_BROKERS": "127.0.0.1:1"]
            var (without, away) = (
                Case(settings: missing, status: 1, says: "DATABASE_URL is not set"),
                Case(settings: ["DATABASE_URL": nowhere], status: 1, says: "127.0.0.1")
            )
            (without.arguments, away.arguments) = (command, command)
            return [without, away]
        }
        cases += [
            Case("report", settings: ["DISTRICT_DIRECTORY": ""], status: 1, says: "DISTRICT_DIRECTORY is not set"),
            Case("topics", "list", settings: noBroker, status: 1, says: "KAFKA_BROKERS is 127.0.0.1:1"),
            Case("tail", "registry.events", settings: noBroker, status: 1, says: "KAFKA_BROKERS"),
            Case(
                "post", "--as", "education", "--raw", "--to", "registry", "--data", "x", settings: noBroker,
                status: 1, says: "not posted"),
        ]
        try expect(cases, on: platform)
    }

    @Test func `the simulator says what it does not understand, and which setting is missing`() throws {
        let platform = try Platform()
        let nowhere = ["DATABASE_URL": "postgresql://owner@127.0.0.1:1/supervision"]
        let cases = [
            Case("weather", status: 1, says: "unknown command «weather»"),
            Case("check", "twice", status: 1, says: "simulator check"),
            Case("bench", "--events", "many", status: 1, says: "--events is a number"),
            Case("bench", "--events", "99999999999", status: 1, says: "--events is a number"),
            Case("bench", "--watch", "=", status: 1, says: "--watch"),
            Case("bench", "--watch", "a=1;a=2", status: 1, says: "--watch"),
            Case("bench", settings: ["DATABASE_URL": ""], status: 1, says: "DATABASE_URL is not set"),
            Case("bench", settings: nowhere, status: 1, says: "127.0.0.1"),
            Case("check", settings: ["KAFKA_BROKERS": "127.0.0.1:1"], status: 1, says: "KAFKA_BROKERS is 127.0.0.1:1"),
            Case("scenario", status: 1, says: "simulator scenario"),
            Case("scenario", "atlantis-2022", status: 1, says: "is the profile of «qianjiang-2022»"),
            Case("scenario", "none.json", status: 1, says: "none.json"),
            Case("scenario", "qianjiang-2022", settings: ["CALENDAR_DIRECTORY": ""], status: 1, says: "CALENDAR_"),
        ]
        try expect(
            cases.map { row in
                var row = row
                row.program = "simulator"
                return row
            }, on: platform)
    }

    @Test func `a database that no service has prepared is named as one`() throws {
        let platform = try Platform()
        try platform.execute("create database bare")
        let bare = platform.databaseURL(as: "owner").replacingOccurrences(of: "/supervision?", with: "/bare?")
        for command in [["report"], ["digest"], ["ledger", "verify"], ["ledger", "export"]] {
            let result = try platform.runProgram("console", command, settings: ["DATABASE_URL": bare])
            #expect(
                result.status == 1 && result.errors.contains("migrate"), "\(command): \(result.output)\(result.errors)")
        }
    }
}

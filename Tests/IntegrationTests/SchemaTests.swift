import Support
import Testing

/// A service's tables are what its program takes them for, or it says at start which column is not.
@Suite struct SchemaTests {
    struct Mismatch: Sendable, CustomTestStringConvertible {
        /// What somebody, or another version, did to the registry's schema.
        let sql: String
        /// What the program says of it.
        let says: String

        var testDescription: String { sql }
    }

    private static let mismatches = [
        Mismatch(
            sql: "alter table announced_days rename to announced_days_of_old",
            says: "there is no table announced_days"),
        Mismatch(
            sql: "alter table closed_days drop column service",
            says: "the table closed_days has no column service"),
        Mismatch(
            sql: "alter table announced_days alter column day type text",
            says: "the column day of announced_days is «text not null», not «date not null»"),
        Mismatch(
            sql: "alter table patrols alter column grid drop not null",
            says: "the column grid of patrols is «text», not «text not null»"),
        Mismatch(
            sql: "alter table patrols add column officer text not null",
            says: "the column officer of patrols must have a value, which is not known"),
    ]

    @Test(arguments: mismatches)
    func `a service whose schema is of another version ends at start and names table and column`(
        mismatch: Mismatch
    ) throws {
        let platform = try Platform()
        try platform.execute("set search_path to registry; \(mismatch.sql); reset search_path")
        let result = try platform.runProgram("registry", ["run"], settings: platform.environment("registry"))
        #expect(result.status == 1)
        #expect(result.errors.contains("loop cannot go on: \(mismatch.says): run «migrate» of this version"))
    }

    @Test func `what an insert may leave out is nobody's concern`() throws {
        let platform = try Platform()
        try platform.execute("alter table registry.patrols add column note text, add column seen integer default 0")
        try platform.start("registry").waitUntilReady()
    }

    @Test func `every service prints the SQL that its descriptions of tables make, and it fits the schema`() throws {
        let platform = try Platform()
        for service in Platform.services {
            let result = try platform.runProgram(service, ["statements"], settings: [:])
            #expect(result.status == 0 && result.output.contains("insert into institutions"))
            let statements = result.output.split(separator: ";\n").filter { $0.contains("-- ") }
            #expect(statements.count >= 10)
            let prepared = statements.enumerated().map { number, sql in
                "prepare s\(number) as \(sql.split(separator: "\n").dropFirst().joined(separator: "\n"));"
            }
            let schema = service == "blacklist-publisher" ? "blacklist" : service
            try platform.execute(
                "set search_path to \(schema);\n\(prepared.joined(separator: "\n"))\ndeallocate all; reset search_path")
        }
    }
}

import Foundation
import Glibc
import Model
import Support
import Testing

/// A failure belongs to one event: it is refused alone and kept, and all others count (G3).
@Suite struct FailureTests {
    private let time = Moment.start(of: day("2022-03-01")).adding(milliseconds: 8 * 3_600_000)

    /// A registry in whose table of grids something happens to some of them.
    private func registry(_ settings: [String: String] = [:], _ trouble: String) throws -> (Platform, ServiceProcess) {
        var options = Platform.Options()
        options.settings = settings.merging(["CLOCK_PARTICIPANTS": "registry"]) { $1 }
        let platform = try Platform(options)
        let registry = try platform.startAll(["registry"])[0]
        try platform.execute(
            """
            create function registry.trouble() returns trigger language plpgsql
                as $$ begin \(trouble) return new; end $$;
            create trigger trouble before insert on registry.grids for each row execute function registry.trouble();
            """)
        try platform.announce("2022-03-01")
        return (platform, registry)
    }

    private func post(_ names: [String], _ platform: Platform) throws {
        try platform.post(
            names.map { GridDrawn(grid: Identifier(known: $0), township: "城东街道") }, by: "education", at: time)
    }

    private func grids(_ platform: Platform) throws -> Int {
        Int(try platform.query("select count(*) from registry.grids")[0]) ?? -1
    }

    @Test func `a read-only database is waited for with one line in the log, and work goes on after it`()
        throws
    {
        let (platform, registry) = try registry([:], "")
        func setReadOnly(_ value: String) throws {
            try platform.execute(
                """
                alter role registry set default_transaction_read_only = \(value);
                select pg_terminate_backend(pid) from pg_stat_activity where usename = 'registry';
                """)
        }
        try setReadOnly("on")
        try post(["G1"], platform)
        let sessions = "select sessions from pg_stat_database where datname = current_database()"
        let before = try #require(Int(platform.query(sessions)[0]))
        try eventually("it has tried many times") {
            try (Int(platform.query(sessions)[0]) ?? 0) >= before + 6
        }
        let said = registry.log.filter { $0.contains("loop waits") || $0.contains("loop goes on") }
        #expect(said.count <= 4, "\(said)")
        #expect(registry.health.contains("loop waits"))
        try setReadOnly("off")
        try eventually("it is drawn") { try grids(platform) == 1 }
        try registry.waitUntilReady()
    }

    @Test(arguments: ["22003", "21000", "23514", "54000", "P0001"])
    func `what the database cannot store is refused alone, and can be tried again when it is mended`(
        state: String
    ) throws {
        let (platform, registry) = try registry(
            ["BATCH_WAIT_MS": "200"], "if new.grid like 'bad%' then raise 'no' using errcode = '\(state)'; end if;")
        let names = (1...300).map { $0 % 100 == 50 ? "bad\($0)" : "G\($0)" }
        try post(names, platform)
        try eventually("all others are drawn", { try grids(platform) == 297 }, seen: { "\(registry.log.suffix(5))" })
        try eventually("three are refused") {
            try platform.reasons("registry") == ["EVENT_FAILED", "EVENT_FAILED", "EVENT_FAILED"]
        }
        #expect(registry.isRunning && registry.log.contains { $0.hasPrefix("error: an event fails alone") })
        #expect(registry.log.count < 120, "\(registry.log.count) lines")
        let listed = try platform.console("rejected", "list", "--reason", "EVENT_FAILED").lines
        #expect(listed.count == 3)
        let place = try #require(listed[0].split(separator: "\t").first { $0.contains("registry.intake.education/") })
        #expect(try platform.console("rejected", "show", String(place)).output.contains("\"grid\":\"bad"))
        try platform.execute("drop trigger trouble on registry.grids")
        try platform.console("rejected", "retry", String(place))
        try eventually("one of them is drawn") { try grids(platform) == 298 }
        try platform.console("rejected", "retry", "--service", "registry", "--reason", "EVENT_FAILED")
        try eventually("all are drawn") { try grids(platform) == 300 }
        #expect(try platform.reasons("registry").isEmpty)
    }

    @Test func `a statement that takes too long makes the batch smaller, down to the one that is refused`() throws {
        let (platform, registry) = try registry(
            ["STATEMENT_TIMEOUT_MS": "400", "BATCH_WAIT_MS": "200"],
            "if new.grid = 'slow' then perform pg_sleep(5); end if;")
        try post(["G1", "slow", "G2"], platform)
        try eventually(
            "the others are drawn, this one is refused",
            {
                try grids(platform) == 2 && platform.reasons("registry") == ["EVENT_FAILED"]
            }, seen: { "\(registry.log.suffix(5))" })
        #expect(registry.isRunning)
    }

    @Test func `a process that dies of an event again and again takes the events one by one and leaves that one out`()
        throws
    {
        let (platform, first) = try registry(
            ["BATCH_WAIT_MS": "200"],
            "if new.grid = 'killer' then perform pg_sleep(100); end if;")
        var process = first
        try post((1...20).map { $0 == 11 ? "killer" : "G\($0)" }, platform)
        var deaths = 0
        while try grids(platform) < 19 {
            try eventually(
                "it is at the event, or past it",
                {
                    try grids(platform) == 19
                        || !platform.query("select 1 from pg_stat_activity where wait_event = 'PgSleep'").isEmpty
                }, seen: { "\(process.log.suffix(5))" })
            guard try grids(platform) < 19 else { break }
            process.killAtOnce()
            deaths += 1
            try #require(deaths <= 4, "it died \(deaths) times")
            try eventually("its transaction is over") {
                try platform.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'")
                return try platform.query("select 1 from pg_stat_activity where wait_event = 'PgSleep'").isEmpty
            }
            process = try platform.start("registry")
        }
        try eventually("it is refused") { try platform.reasons("registry") == ["EVENT_FAILED"] }
        #expect(deaths == 4 && process.isRunning)
    }
}

import Foundation
import Glibc
import Model
import Postgres
import Support
import Testing

/// The weather of a machine: clocks that are set, settings of servers and roles, connection strings by hand (G10).
@Suite struct WeatherTests {
    /// What the command `health` says of the registry.
    private func checkHealth(_ platform: Platform) throws -> CommandResult {
        let file = platform.directory.appending(path: "registry-0.health").path
        return try platform.runProgram("registry", ["health"], settings: ["HEALTH_FILE": file])
    }

    @Test func `a clock that is set back eight hours while the database is away makes nobody sleep so long`() throws {
        var options = Platform.Options()
        options.begins = Moment.start(of: day("2022-03-02")).adding(milliseconds: 12 * 3_600_000)
        let platform = try Platform(options)
        let services = try platform.startAll(["registry", "escrow"])
        try platform.servers("kill-database")
        for service in services {
            try eventually("it waits", { service.health.contains("waits") }) { service.health }
        }
        try #require(platform.clock).set("2022-03-02", hour: 4)
        try platform.servers("start-database")
        for service in services { try service.waitUntilReady() }
    }

    @Test func `a district does not begin on a day that no calendar has: the machine's clock may be wrong`() throws {
        var options = Platform.Options()
        options.begins = Moment.start(of: day("2099-06-01")).adding(milliseconds: 9 * 3_600_000)
        let platform = try Platform(options)
        let registry = try platform.start("registry")
        try eventually("it says so", { registry.health.contains("the calendar has no file for 2099") }) {
            registry.health
        }
        try #require(platform.clock).set("2022-03-02", hour: 9)
        try eventually("the district begins") {
            try platform.query("select today from registry.loop_day") == ["2022-03-02"]
        }
        try registry.waitUntilReady()
    }

    @Test func `more days than an outage explains are not opened without an operator's word`() throws {
        var options = Platform.Options()
        options.begins = Moment.start(of: day("2022-03-02")).adding(milliseconds: 9 * 3_600_000)
        let platform = try Platform(options)
        let registry = try platform.startAll(["registry"])[0]
        func today() throws -> [String] { try platform.query("select today from registry.loop_day") }
        try eventually("the district begins") { try today() == ["2022-03-02"] }
        try #require(platform.clock).set("2022-04-02", hour: 9)
        try eventually("31 days open by themselves") { try today() == ["2022-04-02"] }
        try #require(platform.clock).set("2022-05-04", hour: 9)
        try eventually("32 do not", { registry.health.contains("32 days are missing since 2022-04-03") }) {
            registry.health
        }
        #expect(try today() == ["2022-04-02"] && registry.stop() == 0)
        try platform.start("registry", ["CLOCK_THROUGH": "2022-05-04"]).waitUntilReady()
        try eventually("an operator says that the clock is right") { try today() == ["2022-05-04"] }
    }

    @Test func `a lock that somebody holds is named in health while it lasts, since it began`() throws {
        let platform = try Platform()
        let registry = try platform.startAll(["registry"])[0]
        try platform.announce("2022-03-01")
        try eventually("the day is open") {
            try platform.query("select done_through::text from registry.loop_day") == ["2022-03-01"]
        }
        try platform.execute("begin; lock table registry.grids in exclusive mode")
        let time = Moment.start(of: day("2022-03-01"))
        try platform.post([GridDrawn(grid: "G1", township: "城东街道")], by: "education", at: time)
        try eventually("health names it", { registry.health.contains("loop waits: [55P03]") }) { registry.health }
        #expect(registry.health.contains(/for ([4-9]|[1-9][0-9]) s/), "\(registry.health)")
        try platform.execute("commit")
        try eventually("the grid is drawn") { try platform.query("select grid from registry.grids") == ["G1"] }
        try registry.waitUntilReady()
    }

    @Test func `a relay whose lock somebody keeps says so, and goes on when it is free`() throws {
        let platform = try Platform()
        let key = "hashtextextended('relay:registry', 0)"
        try platform.execute("select pg_advisory_lock(\(key))")
        let registry = try platform.start("registry")
        try eventually("health names it", { registry.health.contains("relay waits: another session has its lock") }) {
            registry.health
        }
        try platform.execute("select pg_advisory_unlock(\(key))")
        try registry.waitUntilReady()
    }

    @Test func `a clock that cannot write its own row says so, and goes on when it can`() throws {
        var options = Platform.Options()
        options.begins = Moment.start(of: day("2022-03-02")).adding(milliseconds: 9 * 3_600_000)
        let platform = try Platform(options)
        let registry = try platform.startAll(["registry"])[0]
        try eventually("the district begins") {
            try platform.query("select today from registry.loop_day") == ["2022-03-02"]
        }
        try platform.execute(
            """
            create function registry.boom() returns trigger language plpgsql as $$ begin raise 'boom'; end $$;
            create trigger boom before update on registry.clock execute function registry.boom()
            """)
        try #require(platform.clock).set("2022-03-03", hour: 9)
        try eventually("health says so", { registry.health.contains("clock waits: [P0001]") }) { registry.health }
        #expect(!registry.log.contains { $0.contains("was used before") })
        #expect(registry.log.count { $0.contains("clock waits") } == 1)
        try platform.execute("drop trigger boom on registry.clock")
        try eventually("the day opens") {
            try platform.query("select today from registry.loop_day") == ["2022-03-03"]
        }
        try registry.waitUntilReady()
    }

    /// What the server says of every row that it is to keep: the disk is full; it is the standby of a failover; it has
    /// no memory left.
    @Test(arguments: ["53100", "25006", "53200"])
    func `a server that keeps nothing for a while is waited for: nothing is refused, and all is taken afterwards`(
        condition: String
    ) throws {
        let platform = try Platform()
        let registry = try platform.startAll(["registry"])[0]
        try platform.announce("2022-03-01")
        try platform.execute(
            """
            create function registry.no_room() returns trigger language plpgsql as
                $$ begin raise exception 'planted' using errcode = '\(condition)'; end $$;
            create trigger no_room before insert on registry.grids for each row execute function registry.no_room();
            """)
        let grids = (1...30).map { GridDrawn(grid: "W\($0)", township: "城东街道") }
        try platform.post(grids, by: "education", at: Moment.start(of: day("2022-03-01")))
        try eventually("the registry says what it waits for", { registry.health.contains("[\(condition)]") }) {
            registry.health
        }
        #expect(try platform.reasons("registry").isEmpty)
        try platform.execute("drop trigger no_room on registry.grids")
        try eventually("all are taken") {
            try platform.query("select count(*) from registry.grids where grid like 'W%'") == ["30"]
        }
        try registry.waitUntilReady()
        #expect(try platform.reasons("registry").isEmpty && registry.isRunning)
    }

    @Test func `SIGTERM ends a service in the middle of what expires when a day opens`() throws {
        var options = Platform.Options()
        options.settings = ["CLOCK_PARTICIPANTS": "registry", "BATCH_EVENTS_MAX": "10"]
        let platform = try Platform(options)
        let registry = try platform.startAll(["registry"])[0]
        try platform.announce("2022-03-01")
        try eventually("the day is open") {
            try platform.query("select today from registry.loop_day") == ["2022-03-01"]
        }
        try platform.execute(
            """
            insert into registry.loop_waiting (poster, event_id, awaits, topic, partition, record_offset, event_time,
                arrival, until, payload, headers)
            select 'grid-workers', number::text, 'grid G1', 'registry.intake.grid-workers', 0, number, number, 0,
                '2022-03-01', 'x', '' from generate_series(1, 100000) number
            """)
        try platform.announce("2022-03-02")
        try eventually("some are expired") { try platform.reasons("registry").count > 100 }
        #expect(registry.stop() == 0)
        #expect(!registry.log.contains { $0.contains("ends without waiting any longer") })
        #expect(try platform.query("select count(*) > 1000 from registry.loop_waiting") == ["t"])
    }

    @Test func `SIGTERM ends a service though its database says nothing any more`() throws {
        let platform = try Platform()
        let escrow = try platform.startAll(["escrow"])[0]
        let sessions = try platform.query("select pid from pg_stat_activity where application_name like 'escrow%'")
        let pids = sessions.compactMap { pid_t($0) }
        #expect(pids.count == 2)
        for pid in pids { kill(pid, SIGSTOP) }
        defer { for pid in pids { kill(pid, SIGCONT) } }
        escrow.signal(SIGTERM)
        #expect(escrow.wait() == 1)
        #expect(escrow.log.contains { $0.contains("ends without waiting any longer") }, "\(escrow.log)")
    }

    @Test func `a frozen process is not ready, whatever the time of its file`() throws {
        let platform = try Platform()
        let registry = try platform.startAll(["registry"])[0]
        #expect(try checkHealth(platform).status == 0)
        registry.signal(SIGSTOP)
        defer { registry.signal(SIGCONT) }
        let file = platform.directory.appending(path: "registry-0.health").path
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: 86_400)], ofItemAtPath: file)
        try eventually("it is silent") {
            let result = try checkHealth(platform)
            return result.status == 1 && result.output.contains("silent for")
        }
    }

    @Test func `services take nothing of how values are written from server, role or environment`() throws {
        var options = Platform.Options()
        options.settings = [
            "CLOCK_PARTICIPANTS": "registry,notification", "PGDATESTYLE": "German", "PGTZ": "Asia/Tokyo",
            "PGOPTIONS": "-c DateStyle=SQL,DMY -c search_path=pg_catalog -c statement_timeout=1",
        ]
        let platform = try Platform(options)
        for role in ["registry", "notification", "owner"] {
            for setting in [
                "DateStyle = 'SQL, DMY'", "IntervalStyle = 'iso_8601'", "TimeZone = 'America/St_Johns'",
                "bytea_output = 'escape'", "search_path = 'pg_catalog'", "lock_timeout = 1",
                "default_transaction_isolation = 'serializable'", "extra_float_digits = -15",
                "transform_null_equals = on", "standard_conforming_strings = off",
            ] {
                try platform.execute("alter role \(role) set \(setting)")
            }
        }
        let services = try platform.startAll(["registry", "notification"])
        try platform.suspectInTownship()
        let folder = platform.directory.appending(path: "notices/township:城东街道").path
        try eventually(
            "the township is told",
            {
                ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).contains("2022-03-02.jsonl")
            }
        ) { "\((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []) \(services[1].health)" }
        for service in services { try service.waitUntilReady() }
        #expect(try platform.console("digest").output.contains("registry.grids"))
    }

    @Test func `a session has none of the role's time limits`() throws {
        let platform = try Platform()
        let limits = ["idle_session_timeout", "idle_in_transaction_session_timeout", "lock_timeout"]
        for limit in limits { try platform.execute("alter role owner set \(limit) = 77777") }
        let connection = try Connection(
            url: platform.databaseURL(as: "owner"), applicationName: "test", statementTimeoutMilliseconds: 1_000)
        for limit in limits {
            #expect(try connection.query(Statement("show \(limit)"), []).map { $0.string(0) } == ["0"], "\(limit)")
        }
    }

    @Test func `what the environment says to PostgreSQL's clients fills nothing that the connection string leaves out`()
        throws
    {
        let platform = try Platform()
        let settings = [
            "PGPORT": "pl4nted", "PGSERVICE": "pl4nted", "PGSSLMODE": "pl4nted", "PGHOSTADDR": "pl4nted",
            "PGCONNECT_TIMEOUT": "pl4nted", "PGTARGETSESSIONATTRS": "standby", "PGUSER": "nobody",
        ]
        for (program, command) in Platform.services.map({ ($0, "migrate") }) + [("console", "digest")] {
            let owner = ["DATABASE_URL": platform.databaseURL(as: "owner")]
            let result = try platform.runProgram(program, [command], settings: settings.merging(owner) { $1 })
            #expect(result.status == 0, "\(program) \(command): \(result.output) \(result.errors)")
        }
        _ = try platform.start("escrow", settings).waitUntilReady()
    }

    @Test(arguments: [
        "postgresql://escrow:pl4n@ted@host/supervision", "host=host password=pl4n ted",
        "postgresql://escrow:pl4nted%zz@host/supervision", "postgresql://escrow:77/pl4nted@host/supervision",
    ])
    func `a connection string that cannot have been meant ends every program, and nobody sees a part of it`(
        url: String
    ) throws {
        var options = Platform.Options()
        options.isStarted = false
        let platform = try Platform(options)
        for (program, command) in Platform.services.flatMap({ [($0, "run"), ($0, "migrate")] }) + [
            ("console", "digest")
        ] {
            let result = try platform.runProgram(program, [command], settings: ["DATABASE_URL": url])
            #expect(result.status == (program == "console" ? 1 : 64), "\(program) \(command): \(result.status)")
            #expect((result.output + result.errors).contains("DATABASE_URL"), "\(program) \(command)")
            #expect(!(result.output + result.errors).contains("pl4n"), "\(program) \(command)")
        }
    }

    @Test func `a database that is not there is waited for, and the password is in neither log nor health`() throws {
        var options = Platform.Options()
        options.isStarted = false
        let platform = try Platform(options)
        let escrow = try platform.start(
            "escrow", ["DATABASE_URL": "postgresql://escrow:pl4nted@127.0.0.1:1/supervision"])
        try eventually("it waits", { escrow.health.contains("database") }) { escrow.log.joined() }
        #expect(!escrow.health.contains("pl4nted") && !escrow.log.joined().contains("pl4nted"))
    }
}

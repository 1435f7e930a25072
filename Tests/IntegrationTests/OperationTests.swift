import Foundation
import Model
import Support
import Testing

/// What an operator sees of a program.
@Suite struct OperationTests {
    @Test func `every program lists its settings or commands`() throws {
        var options = Platform.Options()
        options.isStarted = false
        let platform = try Platform(options)
        for service in Platform.services {
            let help = try platform.runProgram(service, ["--help"])
            #expect(help.status == 0)
            for name in [
                "KAFKA_BROKERS", "DATABASE_URL", "DISTRICT_DIRECTORY", "CLOCK", "WAITING_DAYS_MAX", "METRICS_FILE",
            ] {
                #expect(help.output.contains(name))
            }
        }
        #expect(try platform.runProgram("notification", ["--help"]).output.contains("NOTICE_DIRECTORY"))
        #expect(try platform.runProgram("blacklist-publisher", ["--help"]).output.contains("PUBLIC_DIRECTORY"))
        #expect(try platform.runProgram("console", ["--help"]).output.contains("rejected"))
        #expect(try platform.runProgram("simulator", ["--help"]).output.contains("scenario"))
    }

    static let wrong: [(settings: [String: String], named: String)] = [
        (["DATABASE_URL": ""], "DATABASE_URL is not set"),
        (
            ["DATABASE_URL": "dbname=x", "BATCH_EVENTS_MAX": "many"],
            "BATCH_EVENTS_MAX must be a whole number from 1 to 20000, not «many»"
        ),
        (["DATABASE_URL": "dbname=x", "CLOCK": "sundial"], "CLOCK must be one of system, events, not «sundial»"),
        (["DATABASE_URL": "dbname=x", "DISTRICT_DIRECTORY": "/nowhere"], "/nowhere/"),
        (["DATABASE_URL_FILE": "/nowhere/secret"], "DATABASE_URL_FILE: cannot read /nowhere/secret"),
        (["DATABASE_URL_FILE": "postgresql://a:pl4nted@b/c"], "DATABASE_URL_FILE: cannot read what it names"),
    ]

    @Test(arguments: wrong.indices) func `a wrong setting is refused by name`(index: Int) throws {
        var options = Platform.Options()
        options.isStarted = false
        let (settings, named) = Self.wrong[index]
        let result = try Platform(options).runProgram("registry", ["run"], settings: settings)
        #expect(result.status == 64)
        #expect(result.errors.contains(named), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1 && !result.errors.contains("pl4nted"))
    }

    @Test func `migrations run once, and a changed one is refused`() throws {
        let platform = try Platform()
        for service in Platform.services { try platform.migrate(service) }
        try platform.execute(
            "update registry.loop_migrations set checksum = checksum || 'x' where name = 'm0001-institutions'")
        let result = try platform.runProgram(
            "registry", ["migrate"], settings: ["DATABASE_URL": platform.databaseURL(as: "owner")])
        #expect(result.status == 64)
        #expect(result.errors.contains("m0001-institutions"))
    }

    @Test func `SIGTERM finishes the batch, says so and ends with 0, and health tells each state`() throws {
        let platform = try Platform()
        let registry = try platform.start("registry")
        try registry.waitUntilReady()
        #expect(registry.stop() == 0)
        #expect(registry.log.last == "info: stopped")
        #expect(registry.health == "stopped")
        let health = try platform.runProgram(
            "registry", ["health"],
            settings: ["HEALTH_FILE": platform.directory.appending(path: "registry-0.health").path])
        #expect(health.status == 1 && health.output.contains("stopped"))
        #expect(try platform.runProgram("registry", ["health"]).output.contains("HEALTH_FILE is not set"))
    }

    @Test func `with the system's clock the registry opens today for everyone`() throws {
        var options = Platform.Options()
        let calendars = try Calendars(around: Date())
        let today = Moment(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)).day
        options.settings = ["CLOCK": "system", "CALENDAR_DIRECTORY": calendars.directory.path]
        let platform = try Platform(options)
        try platform.startAll(["registry", "escrow"])
        try eventually("escrow knows the day") {
            try platform.query("select today from escrow.loop_day")[0] >= today.description
        }
        try platform.console(
            "post", "--as", "education", "--type", "registry.grid.drawn.v1", "--data",
            "{\"grid\":\"G1\",\"township\":\"城东街道\"}")
        try eventually("the grid is drawn") { try platform.query("select grid from registry.grids") == ["G1"] }
    }
}

import Model
import Support
import Testing

/// A broker or database that is away: one clear line, and the service goes on by itself (G10).
@Suite struct OutageTests {
    @Test func `a broker that is down at start is waited for`() throws {
        var options = Platform.Options()
        options.isDurable = true
        let platform = try Platform(options)
        try platform.servers("kill-broker")
        let registry = try platform.start("registry")
        try eventually("it says that it waits for the broker") {
            registry.log.contains { $0.hasPrefix("warning: broker waits: ") }
        }
        try eventually("its health says so, too") { registry.health.contains("broker waits") }
        try platform.servers("start-broker")
        try registry.waitUntilReady()
        try platform.announce("2022-03-01")
        try platform.post([GridDrawn(grid: "G1", township: "城东街道")], by: "education", at: .start(of: day("2022-03-01")))
        try eventually("the grid is drawn") { try platform.query("select grid from registry.grids") == ["G1"] }
        #expect(registry.log.count { $0.contains("broker waits") } <= 2)
        #expect(registry.log.contains("info: broker goes on"))
    }

    @Test func `a database that is down at start, and later goes away, is waited for`() throws {
        let platform = try Platform()
        try platform.servers("kill-database")
        let registry = try platform.start("registry")
        try eventually("it says that it waits for the database") {
            registry.log.contains { $0.hasPrefix("warning: loop waits: database: ") }
        }
        try eventually("its health says so, too") { registry.health.contains("database") }
        try platform.servers("start-database")
        try registry.waitUntilReady()
        try platform.announce("2022-03-01")
        let time = Moment.start(of: day("2022-03-01"))
        try platform.post([GridDrawn(grid: "G1", township: "城东街道")], by: "education", at: time)
        try eventually("the grid is drawn") { try platform.query("select grid from registry.grids") == ["G1"] }

        platform.forgetConnection()
        try platform.servers("kill-database")
        try platform.post([GridDrawn(grid: "G2", township: "城东街道")], by: "education", at: time)
        try eventually("it says so again") {
            registry.log.count { $0.hasPrefix("warning: loop waits: database: ") } == 2
        }
        try platform.servers("start-database")
        try eventually("both grids are drawn") {
            try platform.query("select grid from registry.grids order by 1") == ["G1", "G2"]
        }
        try registry.waitUntilReady()
        #expect(registry.log.count { $0 == "info: loop goes on" } == 2)
        #expect(
            try platform.query("select sum(accepted) from registry.loop_partitions where topic like '%education'") == [
                "2"
            ])
    }
}

import Model
import Support
import Testing

/// Several processes of one service: one takes the events, the others stand by (G1, G2, G7; ADR 11).
@Suite struct SharingTests {
    private func post(_ numbers: Range<Int>, _ platform: Platform) throws {
        try platform.post(numbers.map { platform.payment("E\($0)", to: $0 % 8 + 1) }, by: "bank", at: morning)
    }

    @Test func `one process takes the events, and another goes on when it ends or is killed`() throws {
        var options = Platform.Options()
        options.settings = ["CLOCK_PARTICIPANTS": "registry,escrow"]
        let platform = try Platform(options)
        let first = try platform.startAll(["registry", "escrow"])[1]
        try platform.openInstitutions(8)
        let second = try platform.start("escrow")
        try eventually("the second one stands by") { second.health == "standing by" }
        try post(0..<400, platform)
        try eventually("all payments stand") { try platform.enrolments() == 400 }
        #expect(first.health == "ready" && second.metric("events_taken_total") ?? 0 == 0)
        first.killAtOnce()
        try post(400..<800, platform)
        try eventually("the second process goes on") { try platform.enrolments() == 800 }
        let third = try platform.start("escrow")
        try eventually("the third one stands by") { third.health == "standing by" }
        #expect(second.stop() == 0)
        try post(800..<1200, platform)
        try eventually("the third process goes on") { try platform.enrolments() == 1200 }
        try third.waitUntilReady()
        #expect(try platform.query("select sum(debits_fen) from escrow.accounts where kind = 'bank'") == ["360000000"])
        // The relay follows the lead.
        try eventually("all are told of it, each once but for doubles of one id") {
            let facts = try platform.messages("escrow.events").filter { $0.contains("escrow.payment.accepted.v1") }
            return Set(facts.map { $0.drop { $0 != "{" } }).count == 1200
        }
    }

    /// There is no group that could refuse a member, and no session at the broker that could be too short.
    @Test func `a stranger in a group of the service's name and a short session keep nothing from it`() throws {
        let platform = try Platform()
        try platform.runPoster("member.py", ["registry", "registry.intake.education"])
        let registry = try platform.start("registry", ["SESSION_TIMEOUT_MS": "1000"])
        try registry.waitUntilReady()
        try platform.announce("2022-03-01")
        try platform.post(
            [GridDrawn(grid: "G1", township: "城东街道")], by: "education", at: Moment.start(of: day("2022-03-01")))
        try eventually("the grid is drawn") { try platform.query("select grid from registry.grids") == ["G1"] }
        #expect(registry.health == "ready")
    }

    @Test func `a day's opening that lasts longer than a process may be silent is ended by nobody`() throws {
        var options = Platform.Options()
        options.settings = [
            "CLOCK_PARTICIPANTS": "registry,escrow", "SESSION_TIMEOUT_MS": "2000", "DAY_SUBJECTS_MAX": "4",
        ]
        let platform = try Platform(options)
        let first = try platform.startAll(["registry", "escrow"])[1]
        try platform.openInstitutions(20)
        let second = try platform.start("escrow")
        try eventually("the second one stands by") { second.health == "standing by" }
        try platform.execute(
            """
            create function escrow.slow() returns trigger language plpgsql as
                $$ begin perform pg_sleep(2.2); return null; end $$;
            create trigger slow after update of cursor on escrow.loop_day execute function escrow.slow()
            """)
        let before = first.log.count
        try platform.announce("2022-03-03")
        try eventually("a portion is done") {
            try platform.query("select 1 from escrow.loop_day where cursor is not null").count == 1
        }
        try eventually("the day is open") {
            try platform.query("select done_through::text from escrow.loop_day") == ["2022-03-03"]
        }
        #expect(first.log.dropFirst(before).filter { !$0.hasPrefix("info") } == [])
        #expect(second.health == "standing by")
        try first.waitUntilReady()
    }

    @Test func `a process that does not reach the broker lets another one take the events`() throws {
        var options = Platform.Options()
        options.settings = ["CLOCK_PARTICIPANTS": "registry,escrow", "SESSION_TIMEOUT_MS": "1000"]
        let platform = try Platform(options)
        let cut = try platform.start("escrow", ["KAFKA_BROKERS": "127.0.0.1:1"])
        try eventually("it says what it waits for", { cut.health.contains("broker waits") }) { cut.health }
        let processes = [try platform.start("escrow"), try platform.start("registry")]
        for process in processes { try process.waitUntilReady() }
        try platform.openInstitutions(2)
        try eventually("the other one stands by, and says why it cannot more", { cut.health != "ready" }) { cut.health }
    }

    @Test func `two processes before the district's first day see it begin`() throws {
        var options = Platform.Options()
        options.settings = ["CLOCK_PARTICIPANTS": "registry,escrow"]
        let platform = try Platform(options)
        let processes = try ["escrow", "escrow", "registry"].map { try platform.start($0) }
        for process in processes { try process.waitUntilReady() }
        try platform.openInstitutions(8)
        try post(0..<100, platform)
        try eventually("all payments stand", { try platform.enrolments() == 100 }) { processes[0].health }
    }
}

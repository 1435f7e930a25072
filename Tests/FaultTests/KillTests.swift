import Model
import Glibc
import Support
import Testing

/// Things are killed in the middle of the work, and nothing is lost or doubled (G1, G10).
@Suite struct KillTests {
    @Test func `a service that is killed again and again loses and doubles nothing`() throws {
        var options = Platform.Options()
        options.settings = Tuition.settings
        let platform = try Platform(options)
        var escrow = try platform.startAll(["registry", "escrow"])[1]
        var tuition = try Tuition(platform)
        try tuition.post(400)
        for part in 1...5 {
            try tuition.wait(until: tuition.events * part / 7)
            escrow.killAtOnce()
            escrow = try platform.start("escrow")
        }
        try tuition.verify()
    }

    @Test func `a service that is killed in the middle of a settlement gives each family its share once`() throws {
        var options = Platform.Options()
        options.settings = ["CLOCK_PARTICIPANTS": "registry,escrow", "DAY_SUBJECTS_MAX": "4"]
        let platform = try Platform(options)
        var escrow = try platform.startAll(["registry", "escrow"])[1]
        try platform.openInstitutions(1)
        let (families, time) = (600, Moment.start(of: day("2022-03-02")))
        try Crowd(platform: platform).pay(families, for: "围棋")
        try eventually("all are enrolled") { try platform.enrolments() == families }
        // The bank took half of it.
        let charge = Fen(300_000 / 2 * Int64(families))
        try platform.post(
            [
                StatementReceived(
                    institution: institution(1), account: .fee, day: day("2022-03-02"), openingFen: .zero,
                    lines: [StatementLine(reference: "charge", kind: .fee, amountFen: .zero - charge)],
                    closingFen: .zero - charge)
            ], by: "bank", at: time)
        try platform.post(
            [InstitutionAbsconded(institution: institution(1), lastSeen: day("2022-03-01"))], by: "education", at: time)
        for next in ["2022-03-03", "2022-03-04"] { try platform.announce(next) }
        for part in 1...3 {
            try eventually("some have their share") {
                try (platform.query("select count(*) from escrow.instructions").first.flatMap { Int($0) } ?? 0)
                    > families * part / 5
            }
            escrow.killAtOnce()
            escrow = try platform.start("escrow")
        }
        try eventually("the settlement is over", { escrow.isRunning && isOver }) { "\(escrow.log.suffix(5))" }
        var isOver: Bool {
            (try? platform.query("select passed_fen = claims_fen from escrow.claim_settlements")) == ["t"]
        }
        #expect(
            try platform.query(
                "select count(*), count(distinct enrolment), min(amount_fen), max(amount_fen) "
                    + "from escrow.instructions where status = 'sent'") == ["\(families),\(families),150000,150000"])
        #expect(try platform.reasons("escrow").isEmpty)
    }

    @Test func `a broker that is killed loses and doubles nothing, and work goes on by itself`() throws {
        var options = Platform.Options()
        options.isDurable = true
        options.settings = Tuition.settings.merging(["PRODUCER_IDEMPOTENCE": "off"]) { $1 }
        let platform = try Platform(options)
        let services = try platform.startAll(["registry", "escrow"])
        var tuition = try Tuition(platform)
        for _ in 1...2 {
            try tuition.post(90)
            try platform.servers("kill-broker")
            try eventually("escrow says that it waits for the broker") { services[1].health.contains("waits") }
            try platform.servers("start-broker")
            try tuition.post(20)
            try tuition.wait(until: tuition.events)
        }
        try tuition.verify()
        #expect(services.allSatisfy { $0.isRunning })
    }

    @Test func `a database that is killed loses and doubles nothing, and work goes on by itself`() throws {
        var options = Platform.Options()
        options.settings = Tuition.settings
        let platform = try Platform(options)
        let services = try platform.startAll(["registry", "escrow"])
        var tuition = try Tuition(platform)
        try tuition.post(300)
        for part in 1...3 {
            try tuition.wait(until: tuition.events * part / 5)
            platform.forgetConnection()
            try platform.servers("kill-database")
            try platform.servers("start-database")
        }
        try tuition.verify()
        #expect(services.allSatisfy { $0.isRunning })
    }

    @Test func `a transaction that is cut off between any two of its statements loses and doubles nothing`() throws {
        var options = Platform.Options()
        options.settings = Tuition.settings
        let platform = try Platform(options)
        let cuts = Cuts(in: "escrow")
        try platform.execute(cuts.script(of: "escrow loop"))
        try platform.startAll(["registry", "escrow"])
        var tuition = try Tuition(platform)
        try tuition.post(100)
        try tuition.verify()
        let count = try platform.query(cuts.count).compactMap { Int($0) }
        #expect(count.first ?? 0 > 25, "\(count) cuts")
    }

    /// A process of escrow that has done all that was posted.
    private func settled() throws -> (Platform, ServiceProcess, Tuition) {
        var options = Platform.Options()
        options.settings = Tuition.settings
        let platform = try Platform(options)
        let first = try platform.startAll(["registry", "escrow"])[1]
        var tuition = try Tuition(platform)
        try tuition.post(100)
        try tuition.wait(until: tuition.events)
        return (platform, first, tuition)
    }

    @Test func `a statement of a process that was killed does not keep its lead`() throws {
        var options = Platform.Options()
        options.settings = ["STATEMENT_TIMEOUT_MS": "500000", "CLOCK_PARTICIPANTS": "registry"]
        let platform = try Platform(options)
        let first = try platform.startAll(["registry"])[0]
        try platform.announce("2022-03-01")
        try platform.execute(
            """
            create function registry.slow() returns trigger language plpgsql as
                $$ begin perform pg_sleep(400); return null; end $$;
            create trigger slow after insert on registry.grids execute function registry.slow()
            """)
        try platform.post(
            [GridDrawn(grid: "G1", township: "城东街道")], by: "education", at: Moment.start(of: day("2022-03-01")))
        try eventually("it is in the statement") {
            try !platform.query("select 1 from pg_stat_activity where wait_event = 'PgSleep'").isEmpty
        }
        first.killAtOnce()
        let second = try platform.start("registry")
        try eventually("another one takes the events") {
            second.health == "ready"
        } seen: {
            second.health
        }
    }

    @Test func `a process that sleeps until another one goes on writes nothing when it wakes (G7)`() throws {
        let (platform, first, posted) = try settled()
        var tuition = posted
        first.signal(SIGSTOP)
        let second = try platform.start("escrow")
        try tuition.post(100)
        try tuition.wait(until: tuition.events)
        first.signal(SIGCONT)
        try tuition.post(100)
        try tuition.verify()
        #expect(first.isRunning && second.isRunning)
        try eventually("it stands by", { first.health == "standing by" }, seen: { first.log.suffix(5).joined() })
    }

    @Test
    func
        `a process asleep in a transaction until another one goes on holds nobody up and writes nothing (G7)`()
        throws
    {
        let (platform, first, posted) = try settled()
        var tuition = posted
        try platform.execute("begin; lock table escrow.loop_received in share mode")
        try tuition.post(200)
        try eventually("it is in the middle of a transaction") {
            try platform.query("select count(*) from pg_locks where not granted and mode = 'RowExclusiveLock'") == ["1"]
        }
        first.signal(SIGSTOP)
        try platform.execute("commit")
        let second = try platform.start("escrow")
        try tuition.wait(until: tuition.events)
        first.signal(SIGCONT)
        try tuition.post(100)
        try tuition.verify()
        #expect(first.isRunning && second.isRunning)
        try eventually("it stands by", { first.health == "standing by" }, seen: { first.log.suffix(5).joined() })
    }

    @Test func `who is killed again and again while there is nothing to do loses no day and no work of one`() throws {
        var options = Platform.Options()
        options.settings = ["CLOCK_PARTICIPANTS": "registry,escrow"]
        let platform = try Platform(options)
        try platform.startAll(["registry", "escrow"])
        try platform.openInstitutions(2)
        for _ in 1...4 {
            try eventually("all is taken") {
                try platform.query("select max(starts) from escrow.loop_partitions") == ["1"]
            }
            let escrow = try #require(platform.running("escrow"))
            escrow.killAtOnce()
            try platform.startAll(["escrow"])
        }
        // As after deaths in the middle of a day: its portions are taken one by one.
        platform.running("escrow")?.killAtOnce()
        try platform.execute("update escrow.loop_partitions set starts = 5 where topic = 'calendar.days'")
        let escrow = try platform.startAll(["escrow"])[0]
        for date in ["2022-03-03", "2022-03-04", "2022-03-05"] { try platform.announce(date) }
        try eventually(
            "the last day is closed",
            {
                try platform.query("select closed_through from escrow.loop_day") == ["2022-03-05"]
            }
        ) { "\(escrow.health) \(escrow.log.suffix(5))" }
        #expect(try platform.reasons("escrow").isEmpty)
        #expect(try platform.query("select done_through from escrow.loop_day") == ["2022-03-05"])
    }
}

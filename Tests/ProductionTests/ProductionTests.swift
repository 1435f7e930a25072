import Model
import Support
import Testing

/// Sixty days as operators live them, with the system's clock: what goes wrong with clocks, services and backups
/// changes nothing of what becomes of the events.
@Suite struct ProductionTests {
    /// The last days have no posts, and the last is a Sunday: nothing falls due on it that the others would not have
    /// heard of yet.
    private static let last = Diary.days + 2

    @Test
    func `sixty days of two processes each with everything that happens to a clock end as their replay by one does`()
        throws
    {
        let production = try Production()
        let platform = production.platform
        try production.live(0...5)
        try production.killLeaders()
        try production.live(6...7)
        try theRegistryIsOff(production, 8...9)
        try production.live(10...10)
        // Whoever dies three times takes the day's work piece by piece.
        for _ in 1...3 { try production.killLeaders() }
        try production.live(11...11)
        try theRegistryIsOff(production, 12...14)
        try production.live(15...21)
        try theRegistryIsOff(production, 22...33)
        try production.live(34...36)
        try theWholePlatformIsOff(production, 37...43)
        try production.killLeaders()
        try production.live(44...44)
        try aBackupIsRestored(production, 45...51)
        try production.live(52...54)
        try production.setBack(from: 54)
        try production.live(55...Self.last)
        try platform.settle()

        try daysOpenedOnceAndInOrder(platform)
        try deadlinesFiredOnTheirDays(platform)
        let outcome = try Outcome(of: platform)
        #expect(outcome.count("escrow.transfers") > 200 && outcome.count("notification.notices") > 50)
        let differences = outcome.differences(from: try replayed())
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    // MARK: What happens

    private func theRegistryIsOff(_ production: Production, _ days: ClosedRange<Int>) throws {
        production.stop(["registry"])
        try production.miss(days)
        try eventually("escrow says that the district's day is behind") { production.health("escrow") != "ready" }
        try production.start(["registry"])
        try production.catchUp(to: days.upperBound)
    }

    private func theWholePlatformIsOff(_ production: Production, _ days: ClosedRange<Int>) throws {
        production.stop(Platform.services)
        try production.miss(days)
        try production.start(Platform.services)
        try production.catchUp(to: days.upperBound)
    }

    /// The database is as it was a week ago; the topics hold what came since.
    private func aBackupIsRestored(_ production: Production, _ days: ClosedRange<Int>) throws {
        try production.platform.servers("back-up")
        try production.live(days)
        production.stop(Platform.services)
        production.platform.forgetConnection()
        try production.platform.servers("restore")
        try production.start(Platform.services)
        try production.catchUp(to: days.upperBound)
    }

    /// The same posts in the same order, and then the days: one opens when all services have done the one before.
    private func replayed() throws -> Outcome {
        let platform = try Platform()
        try platform.startAll()
        try platform.send(
            (0..<Diary.days).flatMap { number in
                Diary.posts(of: number, at: Diary.hour(8, of: number))
                    + (number == 54 ? Diary.whileSetBack(to: 53, at: Diary.hour(14, of: 53)) : [])
            })
        try platform.send(
            (0...Self.last).map { number in
                Post(
                    DayAnnounced(day: Diary.day(number)), by: "clock", at: Diary.hour(0, of: number),
                    id: "day \(number)")
            })
        let last = Diary.day(Self.last).description
        try eventually("every service has closed the last day") {
            try Platform.schemas.allSatisfy {
                try platform.query("select closed_through from \($0).loop_day") == [last]
            }
        } seen: {
            "\((try? platform.days()) ?? [:])"
        }
        return try Outcome(of: platform)
    }

    // MARK: What must be

    private func daysOpenedOnceAndInOrder(_ platform: Platform) throws {
        var opened: [String] = []
        for message in try platform.messages("calendar.days") {
            guard let id = message.firstMatch(of: /"id":"day:([0-9-]+)"/)?.1 else { continue }
            // A day that was opened before the backup was restored is said again, word for word.
            if !opened.contains(String(id)) { opened.append(String(id)) }
        }
        #expect(opened == (0...Self.last).map { Diary.day($0).description })
    }

    private func deadlinesFiredOnTheirDays(_ platform: Platform) throws {
        func after(_ workingDays: Int, _ number: Int) throws -> String {
            try Qianjiang.calendar.adding(workingDays: workingDays, to: Diary.day(number)).adding(days: 1).description
        }
        let facts = Set(try platform.messages("inspection.events") + platform.messages("blacklist.events"))
        func days(_ type: String, _ name: String) -> [String] {
            facts.filter { $0.contains("\"\(type)\"") && $0.contains(name) }.compactMap {
                $0.firstMatch(of: /"time":"([0-9-]+)T/).map { String($0.1) }
            }
        }
        // Registry off for twelve midnights, day 21 to 33.
        #expect(days("inspection.rectification.overdue.v1", "\"F2\"") == [try after(15, 6)])
        #expect(days("inspection.rectification.overdue.v1", "\"F1\"").isEmpty)
        let silent = "select min(day) from escrow.transfers where kind = 'lesson' and reference = 'E2b/1'"
        #expect(try platform.query(silent) == [try after(15, 5)])
        let refund = "select sent_on from escrow.instructions where refund = 'R12' order by 1 limit 1"
        #expect(try platform.query(refund) == [try after(5, 12)])
        #expect(try platform.query("select status from escrow.refunds where refund = 'R18'") == ["disputed"])
        #expect(try platform.query("select status from blacklist.entries where entry = 'B1'") == ["withdrawn"])
        // All off, day 37 to 43.
        #expect(try platform.query("select listed_on from blacklist.entries where entry = 'B2'") == [try after(5, 35)])
        // The turn of the year, and the week after the backup.
        let missed = "select school, month from inspection.missed_months order by 1"
        #expect(try platform.query(missed) == ["S1,2027-01-01", "S2,2026-12-01"])
        let payments = "select count(*) from escrow.enrolments where enrolment like 'day-%' or enrolment = 'set back'"
        #expect(try platform.query(payments) == ["\(Diary.days - 5 + 1)"], "what was posted meanwhile counts")
    }
}

import Foundation
import Glibc
import Model
import Support
import Testing

/// From a proposal to the blacklist, its public page, and to everybody who must know.
@Suite struct PublicationTests {
    @Test
    func `an entry is listed after its window, obeyed by registry and escrow, shown, told once, and taken off again`()
        throws
    {
        let platform = try Platform()
        let services = try platform.startAll()
        try platform.openInstitutions(2)
        let bad = institution(1)
        let listing = ListingProposed(
            entry: "B1", institution: bad, conduct: "卷款 <跑路>", basis: "办法第三条", decisionNumber: "黔教罚〔2022〕1号")
        try platform.post([listing], by: "education", at: morning)
        try platform.post(
            [NoticeServed(entry: "B1", institution: bad, servedOn: day("2022-03-02"))], by: "education",
            at: morning.adding(milliseconds: 1))
        let list = platform.directory.appending(path: "public/list.json")
        func published() -> String { (try? String(contentsOf: list, encoding: .utf8)) ?? "" }

        // Five working days after Wednesday, 2 March: the window ends with 9 March (R4.03), the list changes on the day
        // after.
        for number in 3...9 { try platform.announce("2022-03-0\(number)") }
        try eventually("9 March is open") {
            try platform.query("select today from blacklist.loop_day") == ["2022-03-09"]
        }
        #expect(!published().contains("B1"))
        for date in ["2022-03-10", "2022-03-11"] { try platform.announce(date) }
        try eventually("the list has the entry") { published().contains("\"B1\"") }
        let page = try String(contentsOf: platform.directory.appending(path: "public/index.html"), encoding: .utf8)
        #expect(page.contains("机构1") && page.contains("卷款 &lt;跑路&gt;") && !page.contains("机构2"))

        let later = Moment.start(of: day("2022-03-11")).adding(milliseconds: 1)
        try eventually("escrow knows the entry") {
            try platform.query("select entry from escrow.restrictions") == ["B1"]
        }
        try platform.post([platform.payment("E1", to: 1), platform.payment("E2", to: 2)], by: "bank", at: later)
        try eventually("the restricted institution's fee goes back") {
            try platform.query("select reference || ' ' || reason from escrow.report_suspensions") == [
                "E1 INSTITUTION_RESTRICTED"
            ]
        }
        try eventually("the other does") { try platform.query("select enrolment from escrow.enrolments") == ["E2"] }

        let notices = platform.directory.appending(path: "notices/education/2022-03-11.jsonl")
        try eventually("education was told") { FileManager.default.fileExists(atPath: notices.path) }
        let told = try String(contentsOf: notices, encoding: .utf8).split(separator: "\n").filter { $0.contains("B1") }
        #expect(told.count == 1)
        // Told again after a restart? No: each notice once.
        services[4].killAtOnce()
        try platform.start("notification").waitUntilReady()

        try platform.post(
            [RemovalDecided(entry: "B1", institution: bad, decisionNumber: "2")], by: "education", at: later)
        try platform.announce("2022-03-12")
        try eventually("the list is empty again") { !published().contains("B1") }
        try eventually("every notice is in its file") {
            try platform.query("select 1 from notification.loop_unwritten").isEmpty
        }
        let lines = try String(contentsOf: notices, encoding: .utf8).split(separator: "\n").filter { $0.contains("B1") }
        #expect(lines.count == 1)
    }

    @Test func `one publisher at a time writes the list: who was frozen leaves what another one wrote`() throws {
        var options = Platform.Options()
        options.settings = ["CLOCK_PARTICIPANTS": "registry,escrow,blacklist", "SESSION_TIMEOUT_MS": "3000"]
        let platform = try Platform(options)
        let first = try platform.startAll(["registry", "escrow", "blacklist-publisher"])[2]
        let second = try platform.start("blacklist-publisher")
        try platform.openInstitutions(1)
        let listing = ListingProposed(
            entry: "B1", institution: institution(1), conduct: "卷款", basis: "办法第三条", decisionNumber: "1")
        try platform.post([listing], by: "education", at: morning)
        try platform.post(
            [NoticeServed(entry: "B1", institution: institution(1), servedOn: day("2022-03-02"))], by: "education",
            at: morning.adding(milliseconds: 1))
        for number in 3...11 { try platform.announce(day("2022-03-02").adding(days: number - 2).description) }
        let list = platform.directory.appending(path: "public/list.json")
        func isListed() -> Bool { ((try? String(contentsOf: list, encoding: .utf8)) ?? "").contains("\"B1\"") }
        try eventually("the entry is listed") { isListed() }
        first.signal(SIGSTOP)
        try eventually("the other one goes on", { second.health == "ready" }) { second.health }
        try platform.post(
            [RemovalDecided(entry: "B1", institution: institution(1), decisionNumber: "2")], by: "education",
            at: Moment.start(of: day("2022-03-11")).adding(milliseconds: 1))
        try platform.announce("2022-03-12")
        try eventually("it is taken off the list") { !isListed() }
        first.signal(SIGCONT)
        try eventually("one of them stands by") { [first.health, second.health].contains("standing by") }
        #expect(!isListed())
    }
}

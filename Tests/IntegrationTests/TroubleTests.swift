import Foundation
import Model
import Support
import Testing

/// What once stopped the platform (the table of issue 11), against running services. Rows with tests of their own:
/// 5 NoticeTests, 8 RejectionTests, 9 SDKTests, 12 TransactionTests, 13 ConsoleTests, 14 RecipeTests; row 0 is lived
/// for sixty days in ProductionTests.
@Suite struct TroubleTests {
    private static let nine = Moment.start(of: day("2022-03-01")).adding(milliseconds: 9 * 3_600_000)

    /// Services on 1 March 2022, a replay or with the system's clock.
    private func platform(_ services: [String] = Platform.services, isReplay: Bool = true) throws -> Platform {
        var options = Platform.Options()
        if !isReplay { options.begins = Self.nine }
        options.settings = ["CLOCK_PARTICIPANTS": services.map { "\($0.prefix { $0 != "-" })" }.joined(separator: ",")]
        let platform = try Platform(options)
        try platform.startAll(services)
        if isReplay { try platform.announce("2022-03-01") }
        try theDayIs("2022-03-01", platform, services)
        return platform
    }

    private func theDayIs(_ date: String, _ platform: Platform, _ services: [String] = Platform.services) throws {
        let schemas = services.map { $0.prefix { $0 != "-" } }
        func days() throws -> [String] {
            try schemas.flatMap { try platform.query("select today from \($0).loop_day") }
        }
        try eventually("it is \(date)", { try days().allSatisfy { $0 == date } }) { "\((try? days()) ?? [])" }
    }

    /// An event as somebody writes it by hand.
    private func event(
        _ type: EventType, by poster: String, _ data: String, on topic: String? = nil,
        time: String = "2022-03-01T08:30:00+08:00"
    ) -> Post {
        let envelope = #"{"specversion":"1.0","id":"\#(UUID())","source":"\#(poster)","type":"\#(type)","#
        let text = envelope + #""time":"\#(time)","data":\#(data)}"#
        return Post(Array(text.utf8), on: topic ?? "\(type.service).intake.\(poster)")
    }

    private static func payment(_ enrolment: String = "E1", _ institution: String = "91500114MA5U00000B", fen: String)
        -> String
    {
        #"{"enrolment":"\#(enrolment)","institution":"\#(institution)","pupil":"P","guardian":"G","course":"围棋","#
            + #""hours":40,"courseStarts":"2022-03-02","courseEnds":"2022-05-31","amountFen":\#(fen)}"#
    }

    /// Waits until what was posted is refused so: reason and the beginning of the detail.
    private func refused(_ rows: [(reason: String, detail: String)], by schema: String, _ platform: Platform) throws {
        func found() throws -> [String] {
            try platform.query("select reason, detail from \(schema).loop_rejections order by topic, record_offset")
        }
        func fits(_ found: [String]) -> Bool {
            found.count == rows.count
                && zip(found.sorted(), rows.map { "\($0.reason),\($0.detail)" }.sorted()).allSatisfy {
                    $0.hasPrefix($1)
                }
        }
        try eventually("\(schema) refuses \(rows)", { try fits(found()) }) { "\((try? found()) ?? [])" }
        let failed = try platform.query("select count(*) from \(schema).loop_rejections where payload is null")
        #expect(failed == ["0"], "each is kept byte for byte")
    }

    private func aGridIsDrawn(_ platform: Platform, _ name: Identifier = "after", at time: Moment = nine) throws {
        try platform.post([GridDrawn(grid: name, township: "城东街道")], by: "education", at: time)
        try eventually("the grid is drawn") {
            try platform.query("select grid from registry.grids where grid = '\(name)'") == ["\(name)"]
        }
    }

    @Test func `row 0: a registry that was off over two midnights opens each day, and what was posted counts`() throws {
        var options = Platform.Options()
        options.begins = Self.nine
        let platform = try Platform(options)
        let clock = try #require(platform.clock)
        let services = try platform.startAll(["registry", "escrow"])
        try theDayIs("2022-03-01", platform, ["registry", "escrow"])
        services[0].stop()
        for (date, grid) in [("2022-03-02", "second" as Identifier), ("2022-03-03", "third")] {
            try clock.set(date, hour: 9)
            let time = Moment.start(of: day(date)).adding(milliseconds: 8 * 3_600_000)
            try platform.post([GridDrawn(grid: grid, township: "城东街道")], by: "education", at: time)
            try platform.post([platform.payment("\(grid)", to: 1)], by: "bank", at: time)
        }
        try platform.startAll(["registry"])
        try theDayIs("2022-03-03", platform, ["registry", "escrow"])
        try aGridIsDrawn(platform, at: Moment.start(of: day("2022-03-03")).adding(milliseconds: 8 * 3_600_000))
        #expect(try platform.query("select grid from registry.grids order by 1") == ["after", "second", "third"])
        try eventually("both payments wait for their institution") {
            try platform.query("select count(*) from escrow.loop_waiting") == ["2"]
        }
        let opened = try platform.messages("calendar.days").compactMap {
            $0.firstMatch(of: /"id":"day:([0-9-]+)"/).map { String($0.1) }
        }
        #expect(opened == ["2022-03-01", "2022-03-02", "2022-03-03"])
        #expect(try platform.reasons("registry") + platform.reasons("escrow") == [])
    }

    @Test func `row 1: a day that a poster or another topic opens is refused, and no service's day moves`() throws {
        let platform = try platform(isReplay: false)
        let type = DayOpened.type
        let opened = #"{"day":"2027-12-30","workingDay":true}"#
        for time in ["2022-03-01T08:30:00+08:00", "2027-12-30T00:00:00+08:00"] {
            try platform.send([
                event(type, by: "guardians", opened, on: "escrow.intake.guardians", time: time),
                event(type, by: "education", opened, on: "registry.intake.education", time: time),
                event(type, by: "registry", opened, on: "registry.events", time: time),
                event(type, by: "registry", opened, on: "registry.institutions", time: time),
            ])
        }
        for schema in ["registry", "escrow", "inspection", "notification"] {
            try eventually("\(schema) refuses them") { try platform.reasons(schema).count >= 2 }
        }
        for schema in Platform.schemas {
            #expect(try platform.reasons(schema).allSatisfy { $0 == "POSTER_NOT_ALLOWED" }, "\(schema)")
        }
        try aGridIsDrawn(platform)
        try theDayIs("2022-03-01", platform)
    }

    @Test func `row 2: a day that the clock's poster announces is refused with the system's clock, and all days stay`()
        throws
    {
        let platform = try platform(isReplay: false)
        for date in ["2022-03-02", "2027-12-30"] {
            try platform.send([event(DayAnnounced.type, by: "clock", #"{"day":"\#(date)"}"#)])
        }
        let refusal = ("POSTER_NOT_ALLOWED", "days are announced in a replay only")
        try refused([refusal, refusal], by: "registry", platform)
        try aGridIsDrawn(platform)
        try theDayIs("2022-03-01", platform)
    }

    @Test func `row 3: a NUL in any text is refused by the field's name`() throws {
        let platform = try platform()
        let nul = #"a\u0000b"#
        try platform.send([
            event("registry.grid.drawn.v1", by: "education", #"{"grid":"\#(nul)","township":"T"}"#),
            event("registry.grid.drawn.v1", by: "education", #"{"grid":"G","township":"\#(nul)"}"#),
            event(
                "inspection.school.enrolled.v1", by: "education",
                #"{"school":"S","name":"\#(nul)","township":"T"}"#),
            event("escrow.payment.received.v1", by: "bank", Self.payment(nul, fen: "1")),
            event(
                "blacklist.listing.proposed.v1", by: "education",
                #"{"entry":"B","institution":"91500114MA5U00000B","conduct":"\#(nul)","basis":"b","#
                    + #""decisionNumber":"1"}"#),
        ])
        try refused(
            [("DATA_INVALID", "data.grid: must be"), ("DATA_INVALID", "data.township: must be")], by: "registry",
            platform)
        try refused([("DATA_INVALID", "data.name: must be")], by: "inspection", platform)
        try refused([("DATA_INVALID", "data.enrolment: must be")], by: "escrow", platform)
        try refused([("DATA_INVALID", "data.conduct: must be")], by: "blacklist", platform)
        try aGridIsDrawn(platform)
    }

    @Test func `row 4: an enrolment id of 8,000 characters is refused by its name`() throws {
        let platform = try platform(["registry", "escrow"])
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        let id = String((0..<8_000).map { _ in letters.randomElement() ?? "a" })
        try platform.send([event("escrow.payment.received.v1", by: "bank", Self.payment(id, fen: "300000"))])
        try refused([("DATA_INVALID", "data.enrolment: must be an id of 1 to 64 bytes")], by: "escrow", platform)
        try platform.openInstitutions(1)
        try platform.post([platform.payment("E1", to: 1)], by: "bank", at: morning)
        try eventually("the next payment counts") { try platform.enrolments() == 1 }
    }

    @Test
    func `rows 6 and 11: an amount that no account holds is refused by its name, and by the poster's right first`()
        throws
    {
        let platform = try platform(["registry", "escrow"])
        let huge = "1\(String(repeating: "0", count: 218))e-200"
        let amounts = [huge, "100000.5", "9223372036854775808", "1e999999999"]
        try platform.send(
            amounts.map { event("escrow.payment.received.v1", by: "bank", Self.payment(fen: $0)) }
                + amounts.map { event("escrow.payment.received.v1", by: "guardians", Self.payment(fen: $0)) })
        let byName = ("DATA_INVALID", "data.amountFen must be a whole number from -1000000000000 to 1000000000000")
        let byRight = ("POSTER_NOT_ALLOWED", "escrow.payment.received.v1 may be said by: bank")
        try refused(amounts.map { _ in byName } + amounts.map { _ in byRight }, by: "escrow", platform)
        try platform.openInstitutions(1)
        // What is a whole number, however it is written, counts.
        var usual = Post(platform.payment("E2", to: 1), by: "bank", at: morning, id: "usual")
        usual.payload = Array(
            String(decoding: usual.payload, as: UTF8.self).replacing(
                #""amountFen":300000"#, with: #""amountFen":3\#(String(repeating: "0", count: 205))e-200"#
            ).utf8)
        try platform.send([usual])
        try eventually("the next payment counts") {
            try platform.enrolments() == 1
        } seen: {
            "\((try? platform.query("select reason, detail from escrow.loop_rejections")) ?? [])"
        }
    }

    @Test func `row 7: a department typed in two ways is one department, also after a restart`() throws {
        let services = ["registry", "inspection", "notification"]
        let platform = try platform(services, isReplay: false)
        for name in [#"caf\u00e9"#, #"cafe\u0301"#] {
            let data =
                #"{"department":"\#(name)","name":"\#(name)","leadingGroup":true,"governanceTaskForce":true,"#
                + #""taskGroups":[]}"#
            try platform.send([event("registry.department.enrolled.v1", by: "education", data)])
        }
        try aGridIsDrawn(platform)
        for isRestarted in [false, true] {
            if isRestarted {
                platform.stopAll()
                try platform.startAll(services)
            }
            for schema in services {
                try eventually("\(schema) has it once") {
                    try platform.query("select department from \(schema).departments") == ["caf\u{E9}"]
                }
            }
            try aGridIsDrawn(platform, isRestarted ? "later" : "G1")
        }
        for schema in services { #expect(!(try platform.reasons(schema)).contains("EVENT_FAILED")) }
    }

    @Test func `row 10: what is only nearly an event is refused`() throws {
        let platform = try platform(["registry", "escrow"])
        let grid = event("registry.grid.drawn.v1", by: "education", #"{"grid":"G","township":"T"}"#)
        let text = String(decoding: grid.payload, as: UTF8.self)
        let texts = [
            text.replacing(#""grid":"G""#, with: #""grid":"G","grid":"H""#),
            text.replacing(#"{"specversion""#, with: #"{"id":"1","specversion""#),
            text.replacing("}}", with: ",}}"), text.replacing("2022-03-01T", with: "0001-03-01T"),
        ]
        let utf16 = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        try platform.send(([utf16] + texts.map { Array($0.utf8) }).map { Post($0, on: grid.topic) })
        try platform.send([
            event("escrow.payment.received.v1", by: "bank", Self.payment("E1", "33010619900307123X", fen: "1"))
        ])
        try refused(
            [
                ("JSON_MALFORMED", "not JSON at byte"), ("DATA_INVALID", "data.grid is there twice"),
                ("ENVELOPE_INVALID", "id is there twice"), ("JSON_MALFORMED", "not JSON at byte"),
                ("ENVELOPE_INVALID", "time must be like"),
            ], by: "registry", platform)
        try refused([("USCC_INVALID", "data.institution: a unified social credit code has")], by: "escrow", platform)
        try aGridIsDrawn(platform)
        #expect(try platform.query("select grid from registry.grids") == ["after"])
    }

    @Test func `row 10a: valid JSON that is no object is said to be just that`() throws {
        let platform = try platform(["registry"])
        let texts = ["[]", "1", "-0.5e3", "\"a\"", "null", "true", " [1,[2]] "]
        try platform.send(texts.map { Post(Array($0.utf8), on: "registry.intake.education") })
        let refusal = ("ENVELOPE_INVALID", "the message must be one JSON object, not ")
        try refused(texts.map { _ in refusal }, by: "registry", platform)
        try aGridIsDrawn(platform)
    }
}

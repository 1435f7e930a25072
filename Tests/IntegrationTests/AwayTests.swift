import Model
import Support
import Testing

/// What was posted on several topics while nobody took it is decided in the order of its time, by however many
/// processes (G2, G6; ADR 11), under whatever keys.
@Suite struct AwayTests {
    private static let institutions = 4
    private static let enrolments = (0..<40).map { Identifier(known: "E\($0)") }

    /// Minutes of the morning in which people say things of the same lessons on three topics.
    private static func posts(wrongKeys: Bool) -> [Post] {
        var random = SeededGenerator(state: 12)
        var posts: [Post] = []
        func say<Event: EventData>(_ data: Event, by poster: String) {
            let time = morning.adding(milliseconds: Int64(posts.count) * 20_000)
            var post = Post(data, by: poster, at: time, id: "\(posts.count)", arriving: time)
            if wrongKeys { post.key = Array("\(random.next())".utf8) } else { _ = random.next() }
            posts.append(post)
        }
        func institution(of enrolment: Int) -> USCC { Support.institution(enrolment % institutions + 1) }
        for (number, enrolment) in enrolments.enumerated() {
            say(payment(enrolment, number), by: "bank")
        }
        for round in 0..<400 {
            let (number, lesson) = (Int.random(in: 0..<40, using: &random), Int.random(in: 1...4, using: &random))
            let (enrolment, institution) = (enrolments[number], institution(of: number))
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<3:
                let roll = enrolments.indices.filter { $0 % institutions == number % institutions }.map {
                    enrolments[$0]
                }
                say(LessonHeld(institution: institution, course: "围棋", lesson: lesson, roll: roll), by: "institutions")
            case 3..<7:
                say(LessonConfirmed(enrolment: enrolment, institution: institution, lesson: lesson), by: "guardians")
            case 7..<9:
                say(LessonCancelled(institution: institution, course: "围棋", lesson: lesson), by: "institutions")
            default:
                say(
                    RefundRequested(
                        refund: Identifier(known: "R\(round)"), enrolment: enrolment, institution: institution),
                    by: "guardians")
            }
        }
        return posts
    }

    private static func payment(_ enrolment: Identifier, _ number: Int) -> PaymentReceived {
        Platform.payment(enrolment, to: number % institutions + 1)
    }

    /// What becomes of all of it, once so many processes of escrow come back.
    private func outcome(processes: Int, wrongKeys: Bool) throws -> [String] {
        var options = Platform.Options()
        options.begins = morning.adding(milliseconds: -3_600_000)
        // Ends that the stand-in tells are none: what each topic holds is waited for as long as it takes.
        options.settings = ["MERGE_WAIT_MS": "60000"]
        let platform = try Platform(options)
        let escrow = try platform.startAll(["registry", "escrow"])[1]
        let clock = try #require(platform.clock)
        try platform.openInstitutions(Self.institutions, at: clock.now)
        #expect(escrow.stop() == 0)
        let before = try answered(platform)
        let posts = Self.posts(wrongKeys: wrongKeys)
        try clock.set(morning.adding(milliseconds: 5 * 3_600_000))
        try platform.send(posts)
        let back = try (0..<processes).map { _ in try platform.start("escrow") }
        for process in back { try process.waitUntilReady() }
        try eventually("all is answered") { try answered(platform) == before + posts.count && noneIsDue(platform) }
        return try platform.query(
            """
            select concat_ws(' ', transfer, debit_account, credit_account, amount_fen) from escrow.transfers
            union all select concat_ws(' ', event_id, reason) from escrow.loop_rejections
            union all select concat_ws(' ', enrolment, hours_held, hours_taught, repaid) from escrow.enrolments
            union all select concat_ws(' ', enrolment, lesson, status, amount_fen) from escrow.attendances
            order by 1
            """)
    }

    private func answered(_ platform: Platform) throws -> Int {
        let sum = try platform.query(
            """
            select (select sum(accepted + rejected + doubled) from escrow.loop_partitions where topic like '%.intake.%')
                + (select count(*) from escrow.loop_waiting)
            """)
        return Int(sum.first ?? "") ?? -1
    }

    /// What came early is taken once more when what it refers to is there: of some posts that is a portion of its own.
    private func noneIsDue(_ platform: Platform) throws -> Bool {
        try platform.query(
            """
            select not exists (select from escrow.loop_waiting where ready)
                and not exists (select from escrow.loop_woken)
            """) == ["t"]
    }

    @Test func `two processes that were away decide as one does, also what came under wrong keys`() throws {
        let one = try outcome(processes: 1, wrongKeys: false)
        #expect(one.count { $0.hasPrefix("bank:") || $0.contains("guardians:") } > 100, "\(one.count)")
        #expect(one.contains { $0.contains("STATE_FORBIDS") })
        for wrongKeys in [false, true] {
            let two = try outcome(processes: 2, wrongKeys: wrongKeys)
            let (more, less) = (Set(two).subtracting(one), Set(one).subtracting(two))
            #expect(two == one, "wrong keys: \(wrongKeys); more: \(more.sorted()), less: \(less.sorted())")
        }
    }
}

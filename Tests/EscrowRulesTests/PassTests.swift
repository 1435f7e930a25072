import EscrowRules
import Model
import Testing

/// Unlimited passes: as many lessons as one likes on their days, and back by the days that remain (R1.68).
struct PassTests {
    /// An institution that sells passes, at 100 yuan a day at the most.
    private static func running(on today: String = "2022-03-01", mode: ReleaseMode = .perLesson) throws -> Book {
        var book = try Book.running(on: today, mode: mode)
        try book.say(.tuition(.publishCourse(course("studio", passDayFen: 10_000))))
        return book
    }

    private static func pass(
        _ enrolment: Identifier = "e", pupil: Identifier? = nil, fen: Int64, starts: String = "2022-03-01", days: Int,
        hours: Int = 0,
        contract: Contract = modelContract
    ) -> Command {
        .tuition(
            .pay(
                payment(
                    enrolment, pupil: pupil, course: "studio", hours: hours, pass: true, fen: fen, starts: day(starts),
                    ends: day(starts).adding(days: days - 1), contract: contract)))
    }

    /// With the pass «e» from 1 March on.
    private static func sold(fen: Int64, days: Int, mode: ReleaseMode = .perLesson) throws -> Book {
        var book = try running(mode: mode)
        try book.say(pass(fen: fen, days: days))
        return book
    }

    typealias Leaving = (fen: Int64, days: Int, asked: String, principal: Int64?)

    static let leavings: [Leaving] = [
        // 900 yuan for 90 days: the day on which it is asked for is the first that remains.
        (90_000, 90, "2022-03-01", 90_000), (90_000, 90, "2022-03-02", 89_000), (90_000, 90, "2022-03-31", 60_000),
        (90_000, 90, "2022-05-29", 1_000),
        (90_000, 90, "2022-05-30", nil), (90_000, 90, "2022-08-01", nil),
        // In whole fen, rounded up for the family.
        (100, 3, "2022-03-02", 67), (100, 3, "2022-03-03", 34), (100, 7, "2022-03-07", 15), (1, 30, "2022-03-30", 1),
        (92_001, 92, "2022-03-02", 91_001),
    ]

    @Test(arguments: leavings, [RefundCause.institution, .consumer, .withoutReason])
    func `a pass goes back by its remaining days, by whosever cause`(_ row: Leaving, _ cause: RefundCause) throws {
        var book = try Self.sold(fen: row.fen, days: row.days)
        try book.open(through: row.asked)
        guard let principal = row.principal else {
            #expect(book.verdict(ask(cause)) == "NOTHING_TO_REFUND")
            return
        }
        var facts = try book.say(ask(cause))
        // A few days pass until the institution answers: they are not the family's loss.
        try book.open(through: book.today.adding(days: 3).description)
        if facts.agreed.isEmpty { facts = try book.say(answer(agreed: true)) }
        #expect(facts.agreed.map(\.principalFen) == [Fen(principal)])
        #expect(facts.agreed.map(\.keptFen) == [.zero])
        try book.bankAnswers()
        #expect(book.balance(.unconsumed("e")) == 0)
        let paidOut = book.state.instructions.all.filter { $0.purpose == .refund }.map(\.amount.rawValue)
        #expect(paidOut == [principal])
    }

    @Test func `its days are counted week by week, and the last ones when it is over`() throws {
        var book = try Self.sold(fen: 10_000, days: 30)
        let told = try book.open(through: "2022-04-30").compactMap { day, facts in
            facts.passes.first.map { (day, $0.days, $0.amountFen.rawValue) }
        }
        #expect(told.map(\.0) == ["2022-03-08", "2022-03-15", "2022-03-22", "2022-03-29", "2022-03-31"])
        #expect(told.map(\.1) == [7, 7, 7, 7, 2])
        #expect(told.map(\.2) == [2_333, 2_333, 2_334, 2_333, 667])
        #expect(book.state.enrolments["e"]?.isFinished == true)
        #expect(book.state.institutions[institution]?.openHours == 0)
        try book.bankAnswers()
        #expect(book.balances.isEmpty)
    }

    @Test func `before its first day none of it is the institution's`() throws {
        var book = try Self.running()
        try book.say(Self.pass(fen: 30_000, starts: "2022-03-20", days: 30))
        #expect(try book.open(through: "2022-03-26").flatMap(\.facts).passes.isEmpty)
        #expect(try book.openDay().passes.map(\.days) == [7])
        #expect(book.balance(.unconsumed("e")) == 23_000)
    }

    typealias Charge = (fen: Int64, days: Int, starts: String, hours: Int, verdict: String)

    static let charges: [Charge] = [
        // Three calendar months (R1.01), 5,000 yuan (R1.02), and not too early (R1.04); no hours.
        (90_000, 92, "2022-03-01", 0, "accepted"), (90_000, 93, "2022-03-01", 0, "CHARGE_ABOVE_MONTHS"),
        (500_000, 92, "2022-03-01", 0, "accepted"), (500_001, 92, "2022-03-01", 0, "CHARGE_ABOVE_AMOUNT"),
        (90_000, 30, "2022-04-01", 0, "accepted"), (90_000, 30, "2022-04-02", 0, "CHARGE_TOO_EARLY"),
        (90_000, 30, "2022-03-01", 1, "DATA_INVALID"), (90_000, 0, "2022-03-01", 0, "DATA_INVALID"),
        // The price list (R1.09).
        (300_000, 30, "2022-03-01", 0, "accepted"), (300_001, 30, "2022-03-01", 0, "PRICE_ABOVE_LIST"),
        (10_000, 1, "2022-03-01", 0, "accepted"),
    ]

    @Test(arguments: charges)
    func `a pass keeps within months, yuan and its price`(_ row: Charge) throws {
        let book = try Self.running()
        #expect(
            book.verdict(Self.pass(fen: row.fen, starts: row.starts, days: row.days, hours: row.hours)) == row.verdict)
    }

    @Test func `only what is on the price list is sold as a pass`() throws {
        let book = try Self.running()
        #expect(book.verdict(.tuition(.pay(payment(hours: 0, pass: true)))) == "PRICE_ABOVE_LIST")
        #expect(book.verdict(.tuition(.pay(payment(hours: 0, pass: false)))) == "DATA_INVALID")
        #expect(book.verdict(.tuition(.publishCourse(course("free", passDayFen: 0)))) == "DATA_INVALID")
        #expect(book.verdict(.tuition(.publishCourse(course("dear", passDayFen: 1_000_001)))) == "DATA_INVALID")
    }

    @Test func `a pass and hours of the same course count together, in days and yuan`() throws {
        var book = try Self.running()
        try book.say(Self.pass(pupil: "pupil", fen: 400_000, days: 60))
        func hours(_ fen: Int64, _ starts: String, _ ends: String) -> Command {
            .tuition(
                .pay(
                    payment(
                        "new", pupil: "pupil", course: "studio", hours: 60, fen: fen, starts: day(starts),
                        ends: day(ends))))
        }
        // Nothing before few days of the pass are left (R1.05), whatever hours are.
        #expect(book.verdict(hours(100_000, "2022-03-01", "2022-04-29")) == "RENEWAL_TOO_EARLY")
        try book.open(through: "2022-03-30")
        #expect(book.verdict(hours(100_000, "2022-03-30", "2022-06-29")) == "accepted")
        #expect(book.verdict(hours(100_000, "2022-03-30", "2022-06-30")) == "CHARGE_ABOVE_MONTHS")
        // 28 of 60 days are counted: 2,133.34 yuan are left (R1.06).
        #expect(book.verdict(hours(286_666, "2022-03-30", "2022-06-29")) == "accepted")
        #expect(book.verdict(hours(286_667, "2022-03-30", "2022-06-29")) == "CHARGE_ABOVE_AMOUNT")
    }

    @Test func `a pass stands still while a refund is undecided, and goes on when it is dismissed`() throws {
        var book = try Self.sold(fen: 30_000, days: 30)
        try book.open(through: "2022-03-11")
        #expect(try book.say(ask(.institution)).passes.map(\.days) == [3])
        try book.say(answer(agreed: false))
        #expect(try book.open(through: "2022-03-20").flatMap(\.facts).passes.isEmpty)
        try book.say(.families(.decideRefund(RefundDecided(refund: "r", institution: institution, upheld: false))))
        #expect(try book.openDay().passes.map(\.days) == [10])
        #expect(book.state.enrolments["e"]?.purchase.pass?.due == day("2022-03-28"))
        #expect(book.balance(.unconsumed("e")) == 10_000)
    }

    @Test func `under a freeze no days are counted, and after it all that went by`() throws {
        var book = try Self.sold(fen: 30_000, days: 30)
        try book.say(freeze)
        #expect(try book.open(through: "2022-03-20").flatMap(\.facts).passes.isEmpty)
        var asked = book
        #expect(try asked.say(ask()).passes.map(\.days) == [19])
        try book.say(unfreeze)
        #expect(try book.openDay().passes.map(\.days) == [20])
    }

    @Test(arguments: [InstitutionStatus.revoked, .deregistered])
    func `who may not teach any more has no share of the days that go by`(_ status: InstitutionStatus) throws {
        var book = try Self.sold(fen: 30_000, days: 30)
        try book.open(through: "2022-03-10")
        try book.say(.accounts(.follow(snapshot(status))))
        #expect(try book.open(through: "2022-05-01").flatMap(\.facts).passes.isEmpty)
        try book.say(ask())
        #expect(try book.say(answer(agreed: true)).agreed.map(\.principalFen) == [Fen(23_000)])
    }

    @Test func `families of an absconded institution claim the days that were not counted`() throws {
        var book = try Self.sold(fen: 30_000, days: 30)
        try book.open(through: "2022-03-10")
        let facts = try book.overnight(.accounts(.follow(snapshot(.absconded))))
        #expect(facts.settled.map(\.claimsFen) == [Fen(23_000)])
        #expect(facts.instructed.told == ["refund 23000 fee sent"])
        #expect(try book.open(through: "2022-05-01").flatMap(\.facts).passes.isEmpty)
    }

    @Test func `a pupil goes on elsewhere with the days that remain`() throws {
        var book = try Self.sold(fen: 30_000, days: 30)
        try book.open(other)
        try book.open(through: "2022-03-11")
        let move = EnrolmentTransferred(
            enrolment: "e", institution: institution, toInstitution: other, toEnrolment: "f")
        #expect(try book.say(.tuition(.transferEnrolment(move))).instructed.told == ["transfer 20000 fee sent"])
    }

    @Test func `lessons of a pass are recorded and worth nothing, as many as one likes, until it is over`() throws {
        var book = try Self.sold(fen: 30_000, days: 30)
        func hold(_ lesson: Int) -> Command {
            .tuition(.holdLesson(LessonHeld(institution: institution, course: "studio", lesson: lesson, roll: ["e"])))
        }
        for lesson in 1...100 { try book.say(hold(lesson)) }
        #expect(book.verdict(hold(1)) == "ALREADY_EXISTS")
        #expect(try book.confirm(1).released.map(\.amountFen) == [.zero])
        try book.say(.tuition(.disputeLesson(LessonDisputed(enrolment: "e", institution: institution, lesson: 2))))
        try book.say(.tuition(.cancelLesson(LessonCancelled(institution: institution, course: "studio", lesson: 1))))
        #expect(book.balance(.unconsumed("e")) == 30_000)
        #expect(book.state.enrolments["e"]?.purchase.pass?.left == 30)
        try book.open(through: "2022-03-30")
        #expect(book.verdict(hold(101)) == "accepted")
        try book.openDay()
        #expect(book.verdict(hold(101)) == "HOURS_EXHAUSTED")
    }

    @Test func `who gave up a pass is taught nothing on it`() throws {
        var book = try Self.sold(fen: 30_000, days: 30)
        try book.say(ask(.withoutReason))
        #expect(
            book.verdict(
                .tuition(.holdLesson(LessonHeld(institution: institution, course: "studio", lesson: 1, roll: ["e"]))))
                == "HOURS_EXHAUSTED")
    }

    @Test func `days over are earned, and due with the shares of the institution's mode`() throws {
        var book = try Self.sold(fen: 90_000, days: 90, mode: .rolling)
        try book.open(through: "2022-03-31")
        #expect(book.balances == [.bank: 90_000, .unconsumed: 62_000, .earned: 28_000])
        // 30 per cent a month after the start (R1.33): more than is over was not had in advance.
        #expect(try book.openDay().shares == [27_000])
        #expect(book.balance(.pendingRelease) == 27_000)
        var advanced = try Self.sold(fen: 90_000, days: 90, mode: .deposit)
        try advanced.open(through: "2022-03-10")
        #expect(advanced.balance(.advanced) == 83_000)
        #expect(advanced.balance(.unconsumed("e")) == 83_000)
    }

    @Test func `an institution that sells passes and teaches nobody raises an alert`() throws {
        var book = try Self.sold(fen: 90_000, days: 90)
        let alerts = try book.open(through: "2022-04-30").flatMap(\.facts).alerts
        #expect(alerts.contains { $0.rule == .teachingStopped })
    }
}

import EscrowRules
import Model
import Testing

/// How a refund is counted and answered (R1.60-R1.67, R1.71); what is paid when money is short has its own tests.
struct RefundTests {
    /// An enrolment in the course «piano», of which some lessons of an hour are taught.
    private static func taught(
        _ lessons: Int, hours: Int, gift: Int? = nil, fen: Int64, hourFen: Int64, contract: Contract = modelContract
    ) throws -> Book {
        var book = try Book.running()
        try book.say(.tuition(.publishCourse(course("piano", hourFen: hourFen))))
        try book.say(.tuition(.pay(payment(course: "piano", hours: hours, gift: gift, fen: fen, contract: contract))))
        if lessons > 0 {
            for lesson in 1...lessons {
                try book.say(
                    .tuition(
                        .holdLesson(LessonHeld(institution: institution, course: "piano", lesson: lesson, roll: ["e"])))
                )
                try book.confirm(lesson)
            }
        }
        return book
    }

    typealias Case = (
        fen: Int64, hours: Int, gift: Int?, taught: Int, hourFen: Int64, cause: RefundCause, principal: Int64,
        kept: Int64
    )

    static let cases: [Case] = [
        // 480 yuan, 12 hours, 4 taught, 600 without discount (T1).
        (48_000, 12, nil, 4, 5_000, .institution, 32_000, 0),
        (48_000, 12, nil, 4, 5_000, .consumer, 28_000, 4_000),
        // 1,200 yuan for 12 hours and 3 on top; 5 taught, worth 500, count 400 (T2).
        (120_000, 12, 3, 5, 10_000, .institution, 80_000, 0),
        (120_000, 12, 3, 5, 10_000, .consumer, 70_000, 10_000),
        // The original price of what is taught is more than was paid (T3).
        (48_000, 12, nil, 10, 5_000, .consumer, 0, 8_000),
        (48_000, 12, nil, 9, 5_000, .consumer, 3_000, 9_000),
        // Nothing is taught: all of it, by whosever cause.
        (48_000, 12, nil, 0, 5_000, .consumer, 48_000, 0),
        (48_001, 12, nil, 11, 5_000, .institution, 4_001, 0),
    ]

    @Test(arguments: cases)
    func `hours taught count at the discounted price, by the consumer's cause at the original one`(_ row: Case) throws {
        var book = try Self.taught(row.taught, hours: row.hours, gift: row.gift, fen: row.fen, hourFen: row.hourFen)
        try book.say(ask(row.cause))
        let facts = try book.say(answer(agreed: true))
        let agreed = try #require(facts.agreed.first)
        #expect(agreed.principalFen == Fen(row.principal))
        #expect(agreed.keptFen == Fen(row.kept))
        #expect(facts.closed == (row.principal == 0 ? [.nothingOwed] : []))
        #expect(facts.instructed.told == (row.principal == 0 ? [] : ["refund \(row.principal) fee sent"]))
        #expect(book.state.refunds["r"]?.status == (row.principal == 0 ? .repaid : .agreed))
        try book.bankAnswers()
        #expect(book.state.refunds["r"]?.status == .repaid)
        let due = row.fen - row.principal
        #expect(book.balances == (due == 0 ? [:] : [.bank: due, .pendingRelease: due]))
    }

    typealias Silence = (asked: String, agreed: String)

    static let silences: [Silence] = [
        // National Day 2022: 1-7 October off, Saturday 8 and Sunday 9 October worked (R1.60, T7).
        ("2022-09-29", "2022-10-12"), ("2022-09-30", "2022-10-13"), ("2022-10-03", "2022-10-13"),
        ("2022-10-08", "2022-10-14"),
        // Spring Festival 2022: 31 January-6 February off, 29 and 30 January worked.
        ("2022-01-27", "2022-02-09"),
        // An ordinary week.
        ("2022-03-07", "2022-03-15"), ("2022-03-11", "2022-03-19"),
    ]

    @Test(arguments: silences)
    func `silence agrees when the fifth working day is over, not before`(_ row: Silence) throws {
        var book = try Book.enrolled(on: row.asked)
        try book.say(ask())
        var agreed: [String] = []
        while book.today < day("2022-12-01"), agreed.isEmpty {
            if try book.openDay().agreed.map(\.silent) == [true] { agreed.append(book.today.description) }
        }
        #expect(agreed == [row.agreed])
        #expect(book.balances == [.bank: 100_000, .refundsPayable: 100_000])
        try book.bankAnswers()
        #expect(book.balances.isEmpty)
    }

    @Test func `an institution can dispute on the last day, and then the commission decides`() throws {
        var book = try Book.enrolled(hours: 10, on: "2022-09-29")
        try book.teach(1)
        try book.say(ask(.institution))
        try book.open(through: "2022-10-11")
        let disputed = RefundDisputed(refund: "r", enrolment: "e", institution: institution)
        #expect(try book.say(answer(agreed: false)) == [.families(.refundDisputed(disputed))])
        #expect(try book.open(through: "2022-12-01").flatMap(\.facts).agreed.isEmpty)
        #expect(book.verdict(answer(agreed: true)) == "STATE_FORBIDS")
        func decide(upheld: Bool, _ cause: RefundCause? = nil, at id: USCC = institution) -> Command {
            .families(.decideRefund(RefundDecided(refund: "r", institution: id, upheld: upheld, cause: cause)))
        }
        #expect(book.verdict(decide(upheld: true, at: other)) == "DATA_INVALID")
        var dismissed = book
        #expect(try dismissed.say(decide(upheld: false)).closed == [.dismissed])
        #expect(dismissed.verdict(decide(upheld: true)) == "STATE_FORBIDS")
        #expect(dismissed.verdict(ask(nil, "again")) == "accepted")
        #expect(try book.say(decide(upheld: true, .consumer)).agreed.map(\.cause) == [.consumer])
        // An hour at 10,000 yuan is more than was paid.
        #expect(book.balance(.refundsPayable) == 0)
    }

    @Test func `a request names an enrolment with tuition, once`() throws {
        var book = try Book.running()
        #expect(book.verdict(ask()) == "awaits enrolment")
        #expect(book.verdict(answer(agreed: true)) == "awaits refund")
        try book.say(.tuition(.pay(payment(hours: 1))))
        #expect(
            book.verdict(.families(.requestRefund(RefundRequested(refund: "r", enrolment: "e", institution: other))))
                == "DATA_INVALID")
        try book.say(ask())
        #expect(book.verdict(ask()) == "ALREADY_EXISTS")
        #expect(book.verdict(ask(nil, "another")) == "ALREADY_EXISTS")
        #expect(book.verdict(answer(agreed: true, at: other)) == "DATA_INVALID")
        try book.say(answer(agreed: false))
        try book.say(.families(.decideRefund(RefundDecided(refund: "r", institution: institution, upheld: false))))
        #expect(book.verdict(ask()) == "ALREADY_EXISTS")
        #expect(book.verdict(ask(nil, "another")) == "accepted")
        try book.teach(1)
        #expect(book.verdict(ask(nil, "another")) == "NOTHING_TO_REFUND")
    }

    @Test func `lessons that were held count before a refund is paid, disputed ones do not`() throws {
        var book = try Book.enrolled(hours: 4)
        try book.hold(1)
        try book.hold(2)
        try book.say(.tuition(.disputeLesson(LessonDisputed(enrolment: "e", institution: institution, lesson: 2))))
        try book.say(ask())
        let facts = try book.say(answer(agreed: true))
        #expect(facts.released.map(\.lesson) == [1])
        #expect(facts.agreed.map(\.principalFen) == [Fen(75_000)])
        #expect(book.state.enrolments["e"]?.purchase.hours?.held == 0)
        let hold = Command.tuition(
            .holdLesson(LessonHeld(institution: institution, course: "course", lesson: 3, roll: ["e"])))
        #expect(book.verdict(hold) == "HOURS_EXHAUSTED")
        #expect(book.verdict(ask(nil, "again")) == "NOTHING_TO_REFUND")
    }

    @Test func `a refund lapses when lessons have used up what there was`() throws {
        var book = try Book.enrolled(hours: 1)
        try book.say(ask())
        try book.teach(1)
        #expect(try book.say(answer(agreed: true)).closed == [.lapsed])
        #expect(book.verdict(answer(agreed: true)) == "STATE_FORBIDS")
    }

    @Test func `what was earned and not due yet falls due when the family leaves`() throws {
        var book = try Book.enrolled(hours: 10, mode: .rolling)
        try book.teach(1...4)
        #expect(book.balances == [.bank: 100_000, .unconsumed: 60_000, .earned: 40_000])
        try book.say(ask())
        try book.say(answer(agreed: true))
        try book.bankAnswers()
        #expect(book.balances == [.bank: 40_000, .pendingRelease: 40_000])
        #expect(try book.open(through: "2022-07-01").flatMap(\.facts).shares.isEmpty)
    }
}

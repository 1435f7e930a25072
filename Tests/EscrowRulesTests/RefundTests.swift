import EscrowRules
import Model
import Testing

struct RefundTests {
    static let request = Command.requestRefund(RefundRequested(refund: "r", enrolment: "e", institution: institution))

    static func answer(agreed: Bool, at id: USCC = institution) -> Command {
        .answerRefund(RefundAnswered(refund: "r", institution: id, agreed: agreed))
    }

    typealias Silence = (asked: String, repaid: String)

    static let silences: [Silence] = [
        // National Day 2022: 1-7 October off, Saturday 8 and Sunday 9 October worked (R1.60, T7).
        ("2022-09-29", "2022-10-12"),
        ("2022-09-30", "2022-10-13"),
        ("2022-10-03", "2022-10-13"),
        ("2022-10-08", "2022-10-14"),
        // Spring Festival 2022: 31 January-6 February off, 29 and 30 January worked.
        ("2022-01-27", "2022-02-09"),
        // An ordinary week.
        ("2022-03-07", "2022-03-15"),
        ("2022-03-11", "2022-03-19"),
    ]

    @Test(arguments: silences)
    func `silence agrees when the fifth working day is over, not before`(_ row: Silence) throws {
        var book = try Book.enrolled(hours: 40, paid: 100_000, on: row.asked)
        try book.say(Self.request)
        let told = try book.open(through: "2022-12-01")
        #expect(told.map(\.day) == [row.repaid])
        #expect(told.first?.facts == [repaid("e", 100_000)])
        #expect(book.balance(.bank(institution)) == 0)
        #expect(book.balance(.unconsumed("e")) == 0)
    }

    @Test func `an institution can answer on the last day`() throws {
        var book = try Book.enrolled(hours: 40, paid: 100_000, on: "2022-09-29")
        try book.say(Self.request)
        try book.open(through: "2022-10-11")
        let disputed = RefundDisputed(refund: "r", enrolment: "e", institution: institution)
        #expect(try book.say(Self.answer(agreed: false)) == [.refundDisputed(disputed)])
        #expect(try book.open(through: "2022-12-01").isEmpty)
        #expect(book.verdict(Self.answer(agreed: true)) == "STATE_FORBIDS")
        #expect(book.balance(.unconsumed("e")) == 100_000)
    }

    @Test func `an agreed refund repays what is left then, and nothing more is taught`() throws {
        var book = try Book.enrolled(hours: 3, paid: 100_000)
        try book.teach(1)
        try book.say(Self.request)
        try book.teach(2)
        #expect(try book.say(Self.answer(agreed: true)) == [repaid("e", 33_334)])
        #expect(book.balance(.bank(institution)) == 66_666)
        #expect(book.balance(.released(institution)) == 66_666)
        let lesson = LessonConfirmed(enrolment: "e", institution: institution, lesson: 3, hours: 1)
        #expect(book.verdict(.confirmLesson(lesson)) == "HOURS_EXHAUSTED")
        let again = RefundRequested(refund: "r2", enrolment: "e", institution: institution)
        #expect(book.verdict(.requestRefund(again)) == "NOTHING_TO_REFUND")
    }

    @Test func `a refund lapses when lessons have used up what there was`() throws {
        var book = try Book.enrolled(hours: 1, paid: 100_000)
        try book.say(Self.request)
        try book.teach(1)
        #expect(try book.say(Self.answer(agreed: true)) == [.refundLapsed(refund: "r")])
        #expect(book.verdict(Self.answer(agreed: true)) == "STATE_FORBIDS")
    }

    @Test func `a request names an enrolment with tuition, once`() throws {
        var book = try Book.running()
        #expect(book.verdict(Self.request) == "awaits enrolment")
        #expect(book.verdict(Self.answer(agreed: true)) == "awaits refund")
        try book.say(.pay(payment(hours: 1)))
        #expect(book.verdict(.requestRefund(RefundRequested(refund: "r", enrolment: "e", institution: other))) == "DATA_INVALID")
        try book.say(Self.request)
        #expect(book.verdict(Self.request) == "ALREADY_EXISTS")
        #expect(
            book.verdict(.requestRefund(RefundRequested(refund: "r2", enrolment: "e", institution: institution)))
                == "ALREADY_EXISTS")
        #expect(book.verdict(Self.answer(agreed: true, at: other)) == "DATA_INVALID")
        try book.say(Self.answer(agreed: false))
        #expect(
            book.verdict(.requestRefund(RefundRequested(refund: "r2", enrolment: "e", institution: institution))) == "accepted")
        try book.teach(1)
        #expect(
            book.verdict(.requestRefund(RefundRequested(refund: "r2", enrolment: "e", institution: institution)))
                == "NOTHING_TO_REFUND")
    }

    @Test func `a deadline beyond the calendar's years names the missing file`() throws {
        var book = try Book.enrolled(hours: 40, paid: 100_000, on: "2023-12-28")
        #expect(book.verdict(Self.request) == "CALENDAR_YEAR_MISSING")
        book.today = day("2023-12-22")
        #expect(book.verdict(Self.request) == "accepted")
    }
}

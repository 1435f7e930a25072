import EscrowRules
import Model
import Testing

/// What runs against the poster is judged by arrival (ADR 9): the event's own time is within the window in every row,
/// and only the arrival differs. The district's day is that of the event, as when what was missed is caught up on.
struct WindowTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The event's own day, and the district's.
        let time: String
        let arrival: String
        let command: Command
        let outcome: String
    }

    private static let dispute = Command.tuition(
        .disputeLesson(
            LessonDisputed(enrolment: "e", institution: institution, lesson: 1)))

    static let rows = [
        Row(
            testDescription: "a dispute of a lesson, in time", time: "2022-03-22", arrival: "2022-03-22",
            command: dispute, outcome: "accepted"),
        Row(
            testDescription: "a dispute of a lesson, late", time: "2022-03-22", arrival: "2022-03-23",
            command: dispute, outcome: "STATE_FORBIDS"),
        Row(
            testDescription: "a dispute of a refund, in time", time: "2022-03-08", arrival: "2022-03-08",
            command: answer(agreed: false), outcome: "accepted"),
        Row(
            testDescription: "a dispute of a refund, late", time: "2022-03-08", arrival: "2022-03-09",
            command: answer(agreed: false), outcome: "STATE_FORBIDS"),
        Row(
            testDescription: "an agreement to a refund, late: silence would agree too", time: "2022-03-08",
            arrival: "2022-03-09", command: answer(agreed: true), outcome: "accepted"),
        Row(
            testDescription: "a statement of the day", time: "2022-03-08", arrival: "2022-03-08",
            command: statement(day("2022-03-08"), []), outcome: "accepted"),
        Row(
            testDescription: "a statement of a day to come", time: "2022-03-08", arrival: "2022-03-08",
            command: statement(day("2022-03-09"), []), outcome: "DATA_INVALID"),
        Row(
            testDescription: "a statement of years ago", time: "2022-03-08", arrival: "2022-03-08",
            command: statement(day("2021-03-06"), []), outcome: "DATA_INVALID"),
    ]

    @Test(arguments: rows)
    func `an event is in time by the day on which it is posted`(_ row: Row) throws {
        var book = try Book.enrolled()
        try book.say(.tuition(.pay(payment("f"))))
        try book.hold(1)
        try book.say(ask(.institution, of: "f"))
        book.today = day(row.time)
        book.arrivalDay = day(row.arrival)
        #expect(book.verdict(row.command) == row.outcome)
    }

    /// Paid on 1 March: by law seven days (R1.63), by contract three before and after the start on 20 March (R1.61).
    @Test(arguments: [
        ("2022-03-08", "2022-03-08", true), ("2022-03-08", "2022-03-09", false),
        ("2022-03-23", "2022-03-23", true), ("2022-03-23", "2022-03-24", false),
    ])
    func `a family withdraws without a reason by the day on which it says so`(
        time: String, arrival: String, isFree: Bool
    ) throws {
        var book = try Book.running()
        let contract = Contract(template: "2021", withdrawalDays: 3, voidTerms: [])
        try book.say(.tuition(.pay(payment(starts: day("2022-03-20"), contract: contract))))
        book.today = day(time)
        book.arrivalDay = day(arrival)
        #expect(try book.say(ask(.withoutReason)).agreed.count == (isFree ? 1 : 0))
    }

    @Test func `who is told by a post has the whole time from its arrival`() throws {
        var book = try Book.enrolled()
        try book.say(.tuition(.pay(payment("f"))))
        book.arrivalDay = day("2022-03-10")
        try book.hold(1)
        try book.say(ask(.institution, of: "f"))
        // The 15th and the 5th working day after 10 March.
        #expect(book.state.attendances[AttendanceID("e", 1)]?.due == day("2022-03-31"))
        #expect(book.state.refunds["r"]?.due == day("2022-03-17"))
    }

    @Test func `under a freeze the time to dispute a lesson goes on`() throws {
        var book = try Book.enrolled()
        try book.hold(1)
        try book.say(freeze)
        try book.open(through: "2022-04-10")
        #expect(book.verdict(Self.dispute) == "accepted")
    }

    @Test(arguments: [
        ("2022-03-01", "accepted"), ("2022-02-28", "DATA_INVALID"), ("2023-03-02", "accepted"),
        ("2023-03-03", "DATA_INVALID"),
    ])
    func `a warning is to be answered from its arrival on, and within a year`(due: String, outcome: String) throws {
        var book = try Book.enrolled()
        try book.say(statement(book.today, [("x", .fee, -10)], closing: -10))
        let alert = try #require(book.state.openAlert(.bankFee, of: institution)).id
        try book.say(.watch(.identifyAlert(AlertIdentified(institution: institution, alert: alert, real: true))))
        book.eventDay = day("2022-02-20")
        book.arrivalDay = day("2022-03-01")
        #expect(
            book.verdict(.watch(.warnAlert(AlertWarned(institution: institution, alert: alert, due: day(due)))))
                == outcome)
    }
}

import EscrowRules
import Model
import Testing

/// A guardian who does not answer confirms after the 15th working day, not before (R1.32, T7).
struct SilenceTests {
    typealias Silence = (held: String, confirmed: String)

    static let silences: [Silence] = [
        // An ordinary three weeks: from Tuesday 1 March, the 15th working day is Tuesday the 22nd.
        ("2022-03-01", "2022-03-23"),
        ("2022-03-05", "2022-03-26"),
        // National Day 2022: 1-7 October off, Saturday 8 and Sunday 9 October worked.
        ("2022-09-23", "2022-10-20"),
        ("2022-09-30", "2022-10-27"),
        ("2022-10-08", "2022-10-28"),
        // Spring Festival 2022: 31 January-6 February off, Saturday 29 and Sunday 30 January worked.
        ("2022-01-21", "2022-02-17"),
        ("2022-01-28", "2022-02-24"),
        // Over the end of a year, with Spring Festival 2023.
        ("2022-12-30", "2023-01-29"),
    ]

    @Test(arguments: silences)
    func `silence confirms a lesson when the fifteenth working day is over`(_ row: Silence) throws {
        var book = try Book.enrolled(on: row.held)
        try book.hold(1)
        var confirmed: [String] = []
        while book.today < day("2023-03-01"), confirmed.isEmpty {
            if try book.openDay().released == [
                LessonReleased(enrolment: "e", institution: institution, lesson: 1, amountFen: Fen(2_500), silent: true)
            ] {
                confirmed.append(book.today.description)
            }
        }
        #expect(confirmed == [row.confirmed])
    }

    @Test func `a guardian can dispute on the last day, and then silence does not confirm`() throws {
        var book = try Book.enrolled()
        try book.hold(1)
        try book.open(through: "2022-03-22")
        try book.say(.tuition(.disputeLesson(LessonDisputed(enrolment: "e", institution: institution, lesson: 1))))
        #expect(try book.open(through: "2022-06-01").flatMap(\.facts).released.isEmpty)
        #expect(book.balance(.unconsumed("e")) == 100_000)
    }

    @Test func `silence does not confirm under a freeze, and does on the day after it`() throws {
        var book = try Book.enrolled()
        try book.hold(1)
        try book.say(freeze)
        #expect(try book.open(through: "2022-05-10").flatMap(\.facts).released.isEmpty)
        // A guardian's word counts nevertheless; it is only not paid out.
        try book.hold(2)
        #expect(try book.confirm(2).released.count == 1)
        try book.say(unfreeze)
        #expect(try book.openDay().released.map(\.lesson) == [1])
    }

    @Test func `who is told late of a lesson has the whole time to answer`() throws {
        var book = try Book.enrolled()
        book.today = day("2022-04-20")
        book.eventDay = day("2022-03-02")
        try book.hold(1)
        #expect(book.state.attendances[AttendanceID("e", 1)]?.heldOn == day("2022-03-02"))
        book.eventDay = nil
        // The 15th working day after 20 April, with 24 April and 7 May worked and 30 April-4 May off.
        #expect(try book.open(through: "2022-05-12").flatMap(\.facts).released.isEmpty)
        #expect(try book.openDay().released.count == 1)
    }

    @Test func `a deadline beyond the calendar's years names the missing file`() throws {
        var book = try Book.enrolled(on: "2024-12-20")
        #expect(
            book.verdict(
                .tuition(.holdLesson(LessonHeld(institution: institution, course: "course", lesson: 1, roll: ["e"]))))
                == "CALENDAR_YEAR_MISSING")
        #expect(book.verdict(ask()) == "accepted")
        book.today = day("2024-12-26")
        #expect(book.verdict(ask()) == "CALENDAR_YEAR_MISSING")
    }
}

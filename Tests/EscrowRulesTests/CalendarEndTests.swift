import EscrowRules
import Model
import Testing

/// The calendar's last file ends in December and nobody added the next one: what needs it waits, and nothing else.
struct CalendarEndTests {
    /// Two families; the first has a lesson that nobody answers, the second asks for its money.
    private func december() throws -> Book {
        var book = try Book.enrolled(on: "2022-12-05")
        book.calendar = Book.calendar(2022...2022)
        try book.say(.tuition(.pay(payment("f", starts: book.today))))
        try book.hold(1)
        try book.teach(1, "f")
        try book.open(through: "2022-12-21")
        try book.say(ask(.institution, "r", of: "f"))
        return book
    }

    @Test func `what needs the missing year is left and said, and the rest of the day is done`() throws {
        var book = try december()
        #expect(try book.open(through: "2022-12-28").flatMap(\.facts).released.map(\.lesson) == [1])
        let facts = try book.openDay()
        #expect(facts.left == [2023] && facts.agreed.isEmpty)
        #expect(book.state.refunds["r"]?.status == .pending)
        // The last settlement day of the year is known, but not the last day of an instruction.
        #expect(try book.open(through: "2023-01-09").flatMap(\.facts).instructed.isEmpty)
    }

    @Test func `when the file is there, what was left is done on the next day`() throws {
        var book = try december()
        try book.open(through: "2023-01-05")
        book.calendar = Book.calendar(2021...2024)
        let facts = try book.openDay()
        #expect(facts.agreed.map(\.refund) == ["r"] && facts.left.isEmpty)
        #expect(facts.instructed.map(\.purpose) == [.refund])
        #expect(
            try !book.open(through: "2023-01-09").flatMap(\.facts).instructed.filter { $0.purpose == .settlement }
                .isEmpty)
    }

    @Test func `an institution that absconds is frozen at once, and its families are paid when the calendar is there`()
        throws
    {
        var book = try december()
        try book.open(through: "2022-12-30")
        let facts = try book.overnight(.accounts(.follow(snapshot(.absconded))))
        #expect(facts.left == [2023] && facts.settled.isEmpty)
        #expect(book.state.institutions[institution]?.isFrozen == true)
        book.calendar = Book.calendar(2021...2024)
        #expect(try book.open(through: "2023-01-09").flatMap(\.facts).settled.count == 1)
    }

    @Test func `a clue of a difference stays as long as nobody can say how old the difference is`() throws {
        var book = try Book.enrolled(on: "2022-12-19")
        book.reconciles = true
        try book.open(through: "2022-12-30")
        #expect(book.state.openAlert(.unreconciled, of: institution)?.status == .clue)
        book.calendar = Book.calendar(2021...2021)
        let facts = try book.openDay()
        #expect(facts.left.contains(2022))
        #expect(book.state.openAlert(.unreconciled, of: institution)?.status == .clue)
    }

    @Test func `a year before all files is no different`() throws {
        var book = try Book.enrolled(on: "2022-03-01")
        try book.hold(1)
        book.calendar = Book.calendar(2024...2024)
        #expect(try book.open(through: "2022-04-01").flatMap(\.facts).released.map(\.lesson) == [1])
    }

    @Test func `a post that needs the missing year is refused and names it`() throws {
        var book = try december()
        book.today = day("2022-12-30")
        #expect(book.verdict(ask(nil, "s")) == "CALENDAR_YEAR_MISSING")
        #expect(
            book.verdict(.tuition(.confirmLesson(LessonConfirmed(enrolment: "e", institution: institution, lesson: 1))))
                == "accepted")
    }
}

extension [Fact] {
    /// Years whose calendar is missed.
    fileprivate var left: [Int] { compactMap { if case .leftForCalendar(let year) = $0 { year } else { nil } } }
}

import Model
import RegistryRules
import Support
import Testing

@Suite struct DayTests {
    /// Days that a command opened.
    private func opened(_ facts: [Fact]) -> [String] {
        facts.compactMap { if case .clock(.dayOpened(let opened)) = $0 { opened.day.description } else { nil } }
    }

    @Test func `the first announced day opens at once, the next when every service has closed it`() throws {
        var registry = Registry()
        #expect(opened(try registry.tell(.clock(.announceDay(day("2021-09-01"))))) == ["2021-09-01"])
        #expect(opened(try registry.tell(.clock(.announceDay(day("2021-09-02"))))).isEmpty)
        #expect(opened(try registry.tell(.clock(.closeDay(day("2021-09-01"), service: "registry")))).isEmpty)
        #expect(opened(try registry.tell(.clock(.closeDay(day("2021-09-01"), service: "registry")))).isEmpty)
        #expect(opened(try registry.tell(.clock(.closeDay(day("2021-09-01"), service: "escrow")))) == ["2021-09-02"])
    }

    @Test func `a day that comes when all have closed the last opens at once`() throws {
        var registry = Registry()
        try registry.tell(.clock(.announceDay(day("2021-09-01"))))
        for service: Identifier in ["registry", "escrow"] {
            try registry.tell(.clock(.closeDay(day("2021-09-01"), service: service)))
        }
        #expect(opened(try registry.tell(.clock(.announceDay(day("2021-09-05"))))) == ["2021-09-05"])
    }

    @Test func `a day that was announced, an earlier one, and a late closing change nothing`() throws {
        var registry = Registry()
        try registry.tell(.clock(.announceDay(day("2021-09-02"))))
        #expect(try registry.tell(.clock(.announceDay(day("2021-09-02")))).isEmpty)
        #expect(try registry.tell(.clock(.announceDay(day("2021-09-01")))).isEmpty)
        #expect(try registry.tell(.clock(.closeDay(day("2021-09-01"), service: "escrow"))).isEmpty)
    }

    @Test func `closings that come before their day count when it opens, as in a log that is read again`() throws {
        var registry = Registry()
        for date in ["2021-09-01", "2021-09-02"] {
            for service: Identifier in ["registry", "escrow"] {
                try registry.tell(.clock(.closeDay(day(date), service: service)))
            }
        }
        #expect(opened(try registry.tell(.clock(.announceDay(day("2021-09-01"))))) == ["2021-09-01"])
        #expect(opened(try registry.tell(.clock(.announceDay(day("2021-09-02"))))) == ["2021-09-02"])
        #expect(opened(try registry.tell(.clock(.announceDay(day("2021-09-03"))))) == ["2021-09-03"])
        #expect(opened(try registry.tell(.clock(.announceDay(day("2021-09-04"))))).isEmpty)
        #expect(opened(try registry.tell(.clock(.closeDay(day("2021-09-03"), service: "registry")))).isEmpty)
        #expect(opened(try registry.tell(.clock(.closeDay(day("2021-09-03"), service: "escrow")))) == ["2021-09-04"])
    }

    @Test(arguments: [("2021-10-01", false), ("2021-10-08", true), ("2021-10-09", true), ("2021-10-10", false)])
    func `a day says whether people work`(text: String, isWorking: Bool) {
        #expect(opening(day(text), Qianjiang.calendar) == DayOpened(day: day(text), workingDay: isWorking))
    }

    @Test(arguments: ["1999-12-31", "2031-01-01"])
    func `a day of a year without a calendar file opens all the same, and says nothing of work`(text: String) throws {
        var registry = Registry()
        let facts = try registry.tell(.clock(.announceDay(day(text))))
        #expect(facts.last == .clock(.dayOpened(DayOpened(day: day(text), workingDay: nil))))
        for service: Identifier in ["registry", "escrow"] {
            try registry.tell(.clock(.closeDay(day(text), service: service)))
        }
        let next = day(text).adding(days: 1)
        #expect(opened(try registry.tell(.clock(.announceDay(next)))) == [next.description])
    }
}

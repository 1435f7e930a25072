import Foundation
import Model
import Testing

/// The district's real calendar files.
let calendar: WorkingCalendar = {
    let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
        path: "../../deploy/calendars"
    ).standardized
    let years = (2021...2027).compactMap { year in
        try? JSONDecoder().decode(CalendarYear.self, from: Data(contentsOf: directory.appending(path: "\(year).json")))
    }
    return WorkingCalendar(years: years)
}()

@Suite struct CalendarTests {
    @Test(arguments: [
        ("2021-09-26", true, "a Sunday made up for National Day"), ("2021-10-01", false, "National Day"),
        ("2021-10-08", true, "the Friday after it"),
        ("2021-10-09", true, "a Saturday made up"), ("2022-01-29", true, "a Saturday before Spring Festival"),
        ("2022-02-04", false, "Spring Festival"),
        ("2022-02-07", true, "the Monday after it"), ("2022-05-03", false, "a Tuesday off for Labour Day"),
        ("2023-10-07", true, "a Saturday made up"),
        ("2024-02-09", true, "New Year's Eve, which that year's notice left a working day"),
        ("2025-01-26", true, "a Sunday made up"),
        ("2026-02-16", false, "Spring Festival"), ("2022-08-31", true, "a Wednesday"),
    ]) func `the State Council's holidays and make-up days hold`(text: String, isWorking: Bool, why: String) throws {
        #expect(try calendar.isWorking(#require(Day(text))) == isWorking, "\(why)")
    }

    @Test(arguments: [
        ("2022-01-20", 15, "2022-02-15"), ("2021-09-24", 5, "2021-09-30"), ("2021-09-30", 1, "2021-10-08"),
        ("2022-03-01", 5, "2022-03-08"),
        ("2022-03-01", 0, "2022-03-01"),
    ]) func `the n-th working day counts from the day after, over holidays and make-up days`(
        from: String, count: Int, result: String
    ) throws {
        #expect(try calendar.adding(workingDays: count, to: #require(Day(from))).description == result)
    }

    @Test func `a deadline in a year without a file names the file`() throws {
        #expect { try calendar.adding(workingDays: 5, to: #require(Day("2027-12-30"))) } throws: {
            "\($0)".contains("2028.json")
        }
    }

    @Test(arguments: [Int.min, -10_000_000, 10_000_000, .max])
    func `days and months end with the calendar, and nothing traps beyond it`(number: Int) throws {
        let day = try #require(Day("2022-03-01"))
        let end = number < 0 ? "0001-01-01" : "9999-12-31"
        #expect(day.adding(days: number).description == end)
        #expect(day.adding(months: number / 50).description == end)
        #expect(
            Moment(milliseconds: Int64(number)).day.description == (number.magnitude < 20_000_000 ? "1970-01-01" : end))
        #expect(!Moment(milliseconds: Int64(number)).description.isEmpty)
        let last = try #require(Month("9999-12"))
        #expect(last.last.description == "9999-12-31" && last.next == last)
    }
}

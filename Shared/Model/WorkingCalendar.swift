/// A year's holidays and make-up days, as the State Council gives notice of them; one file a year.
package struct CalendarYear: Codable, Sendable, Hashable {
    /// A day off by law or notice.
    package struct Holiday: Codable, Sendable, Hashable {
        package var day: Day
        package var name: String

        package init(day: Day, name: String) {
            self.day = day
            self.name = name
        }
    }

    package var year: Int
    /// The notice, or the law where no notice is out yet.
    package var source: String
    /// True while the notice is not out: make-up days are missing.
    package var provisional: Bool?
    package var holidays: [Holiday]
    /// Week-end days on which people work (调休).
    package var makeUpDays: [Day]

    /// What contradicts itself in it, in a sentence that names the day; nil: nothing.
    package var fault: String? {
        // A notice may name the last days of the year before and the first ones of the year after.
        if let stray = (holidays.map(\.day) + makeUpDays).first(where: { abs($0.civil.year - year) > 1 }) {
            return "\(stray) is no day of \(year)"
        }
        var seen: Set<Day> = []
        let twice = (holidays.map(\.day) + makeUpDays).first { !seen.insert($0).inserted }
        if let twice { return "\(twice) stands there twice: as a holiday, as a working day or as both" }
        return makeUpDays.first { $0.weekday <= 5 }.map { "\($0) is no week-end day: people work on it anyway" }
    }

    package init(year: Int, source: String, provisional: Bool? = nil, holidays: [Holiday], makeUpDays: [Day]) {
        self.year = year
        self.source = source
        self.provisional = provisional
        self.holidays = holidays
        self.makeUpDays = makeUpDays
    }
}

/// A deadline needs a year for which there is no calendar file.
package struct MissingCalendarYear: Error, Sendable, Hashable, CustomStringConvertible {
    package var year: Int

    package init(year: Int) { self.year = year }

    /// What to do about it.
    package var detail: Detail { "the calendar has no file for \(year): add \(year).json to the calendar directory" }

    package var description: String { detail.description }
}

/// The district's working days.
package struct WorkingCalendar: Sendable {
    private let years: Set<Int>
    private let holidays: Set<Day>
    private let makeUpDays: Set<Day>

    package init(years: [CalendarYear]) {
        self.years = Set(years.map(\.year))
        holidays = Set(years.flatMap { $0.holidays.map(\.day) })
        makeUpDays = Set(years.flatMap(\.makeUpDays))
    }

    /// True on week-days that are no holiday and on make-up days.
    package func isWorking(_ day: Day) throws(MissingCalendarYear) -> Bool {
        guard years.contains(day.civil.year) else { throw MissingCalendarYear(year: day.civil.year) }
        return makeUpDays.contains(day) || (day.weekday <= 5 && !holidays.contains(day))
    }

    /// The n-th working day after a day; the day itself does not count. For n = 0 the day itself.
    package func adding(workingDays count: Int, to day: Day) throws(MissingCalendarYear) -> Day {
        var (day, left) = (day, count)
        while left > 0 {
            day = day.adding(days: 1)
            if try isWorking(day) { left -= 1 }
        }
        return day
    }

    /// True if so many working days after a day are over when another one begins; later days need no file.
    package func arePast(workingDays count: Int, since day: Day, on today: Day) throws(MissingCalendarYear) -> Bool {
        var (day, left) = (day, count)
        while left > 0 {
            day = day.adding(days: 1)
            guard day < today else { return false }
            if try isWorking(day) { left -= 1 }
        }
        return day < today
    }
}

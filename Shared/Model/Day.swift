/// A civil day.
package struct Day: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    package let ordinal: Int32

    package init(ordinal: Int32) { self.ordinal = ordinal }

    /// 0001-01-01 and 9999-12-31: the calendar's ends, beyond which no day can be written.
    static let first = Day(ordinal: -719_162)
    static let last = Day(ordinal: 2_932_896)

    /// The day of that ordinal, or the calendar's end before which it lies.
    init(nearest ordinal: Int) {
        self.init(ordinal: Int32(min(max(ordinal, Int(Self.first.ordinal)), Int(Self.last.ordinal))))
    }

    /// Nil unless the day is in the calendar.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...Day.length(year: year, month: month)).contains(day)
        else { return nil }
        // Days from civil, counted from 1 March of the year 0 (H. Hinnant, chrono-compatible low-level date
        // algorithms).
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        ordinal = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// Nil unless it is written like `2022-03-01`.
    package init?(_ text: String) {
        self.init(Array(text.utf8)[...])
    }

    init?(_ ascii: ArraySlice<UInt8>) {
        let first = ascii.startIndex
        guard ascii.count == 10, ascii[first + 4] == UInt8(ascii: "-"), ascii[first + 7] == UInt8(ascii: "-"),
            let year = decimal(ascii[first..<first + 4]), let month = decimal(ascii[first + 5..<first + 7]),
            let day = decimal(ascii[first + 8..<first + 10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Year, month and day of the month.
    package var civil: (year: Int, month: Int, day: Int) {
        let shifted = Int(ordinal) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    package var month: Month { Month(containing: self) }

    /// 1 is Monday, 7 is Sunday (ISO 8601).
    package var weekday: Int { ((Int(ordinal) + 3) % 7 + 7) % 7 + 1 }

    /// So many days later, within the calendar.
    package func adding(days: Int) -> Day {
        let (sum, isBeyond) = Int(ordinal).addingReportingOverflow(days)
        return Day(nearest: isBeyond ? days : sum)
    }

    /// Days from an earlier day to this one; below zero if it is a later one.
    package func days(since earlier: Day) -> Int { Int(ordinal) - Int(earlier.ordinal) }

    /// The same day of a later month, or that month's last day if it is shorter; within the calendar.
    package func adding(months: Int) -> Day {
        let (year, month, day) = civil
        let count = year * 12 + month - 1 + min(max(months, -120_000), 120_000)
        guard (12..<120_000).contains(count) else { return count < 12 ? Self.first : Self.last }
        let length = Day.length(year: count / 12, month: count % 12 + 1)
        return Day(year: count / 12, month: count % 12 + 1, day: min(day, length)) ?? Self.last
    }

    package static func < (left: Day, right: Day) -> Bool { left.ordinal < right.ordinal }

    static func length(year: Int, month: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Day: CustomStringConvertible {
    package var description: String {
        var text: [UInt8] = []
        write(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    func write(to text: inout [UInt8]) {
        let (year, month, day) = civil
        appendDecimal(year, 4, to: &text)
        text.append(UInt8(ascii: "-"))
        appendDecimal(month, 2, to: &text)
        text.append(UInt8(ascii: "-"))
        appendDecimal(day, 2, to: &text)
    }
}

extension Day: Codable {
    /// Days that an event can speak of: the years 1900 to 2200.
    static let posted = Day(ordinal: -25_567)...Day(ordinal: 84_370)

    package init(from decoder: any Decoder) throws {
        guard let day = Day(try decoder.singleValueContainer().decode(String.self)), Day.posted.contains(day) else {
            throw InvalidValue.data("must be a day like 2022-03-01, in the years 1900 to 2200")
        }
        self = day
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A calendar month.
package struct Month: Hashable, Comparable, Sendable {
    package let year: Int
    /// 1 to 12.
    package let number: Int

    /// Nil unless it is written like `2022-03`.
    package init?(_ text: String) {
        guard let first = Day(text + "-01") else { return nil }
        self.init(containing: first)
    }

    package init(containing day: Day) {
        (year, number, _) = day.civil
    }

    package var first: Day {
        Day(year: year, month: number, day: 1) ?? .last
    }

    package var last: Day { Day(year: year, month: number, day: Day.length(year: year, month: number)) ?? .last }
    package var next: Month { Month(containing: first.adding(days: 31)) }

    /// True if the day lies in it.
    package func contains(_ day: Day) -> Bool { day.month == self }

    package static func < (left: Month, right: Month) -> Bool { (left.year, left.number) < (right.year, right.number) }
}

extension Month: CustomStringConvertible {
    package var description: String { "\(padded(year, 4))-\(padded(number, 2))" }
}

extension Month: Codable {
    package init(from decoder: any Decoder) throws {
        guard let month = Month(try decoder.singleValueContainer().decode(String.self)),
            Day.posted.contains(month.first)
        else { throw InvalidValue.data("must be a month like 2022-03, in the years 1900 to 2200") }
        self = month
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// The number that ASCII digits write, or nil.
func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
    var number = 0
    for digit in digits {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
        number = number * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return digits.isEmpty ? nil : number
}

/// A number with leading zeros.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// Adds the digits of a number that is not negative, with leading zeros.
func appendDecimal(_ number: Int, _ width: Int, to text: inout [UInt8]) {
    let end = text.count
    var rest = number
    while rest > 0 || text.count - end < width {
        text.append(UInt8(ascii: "0") + UInt8(rest % 10))
        rest /= 10
    }
    text[end...].reverse()
}

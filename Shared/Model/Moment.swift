/// A point in time, to the millisecond.
package struct Moment: Hashable, Comparable, Sendable {
    /// Since 1970-01-01T00:00:00Z.
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// China Standard Time all year: there was no summer time since 1991.
    private static let offsetMilliseconds: Int64 = 8 * 3_600_000
    private static let dayMilliseconds: Int64 = 86_400_000

    /// The civil day in Asia/Shanghai.
    package var day: Day {
        // Whole days first: a stamp of a broker can be any number.
        let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: Self.dayMilliseconds)
        let local = rest + Self.offsetMilliseconds
        return Day(nearest: Int(days) + (local >= Self.dayMilliseconds ? 1 : local < 0 ? -1 : 0))
    }

    /// Midnight in Asia/Shanghai at which the day begins.
    package static func start(of day: Day) -> Moment {
        Moment(milliseconds: Int64(day.ordinal) * dayMilliseconds - offsetMilliseconds)
    }

    /// So much later.
    package func adding(milliseconds: Int64) -> Moment {
        let (sum, isBeyond) = self.milliseconds.addingReportingOverflow(milliseconds)
        return Moment(milliseconds: isBeyond ? (milliseconds < 0 ? .min : .max) : sum)
    }

    package static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }
}

extension Moment {
    /// Nil unless it is written by RFC 3339 with an offset: `2022-03-01T08:30:00.125+08:00`. Digits beyond milliseconds
    /// are dropped.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, let day = Day(bytes[0..<10]),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"),
            let hour = decimal(bytes[11..<13]), let minute = decimal(bytes[14..<16]),
            let second = decimal(bytes[17..<19]),
            hour < 24, minute < 60, second < 61
        else { return nil }
        var rest = bytes[19...]
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard !digits.isEmpty else { return nil }
            for place in 0..<3 {
                let index = digits.startIndex + place
                fraction = fraction * 10 + (index < digits.endIndex ? Int(digits[index] - UInt8(ascii: "0")) : 0)
            }
            rest = rest[digits.endIndex...]
        }
        guard let offset = Self.offsetMinutes(rest) else { return nil }
        let seconds = Int64(day.ordinal) * 86_400 + Int64(hour * 3600 + (minute - offset) * 60 + second)
        milliseconds = seconds * 1000 + Int64(fraction)
    }

    private static func offsetMinutes(_ bytes: ArraySlice<UInt8>) -> Int? {
        let bytes = Array(bytes)
        if bytes == [UInt8(ascii: "Z")] || bytes == [UInt8(ascii: "z")] { return 0 }
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"), let hours = decimal(bytes[1..<3]),
            let minutes = decimal(bytes[4..<6]),
            hours < 24, minutes < 60
        else { return nil }
        switch bytes[0] {
        case UInt8(ascii: "+"): return hours * 60 + minutes
        case UInt8(ascii: "-"): return -(hours * 60 + minutes)
        default: return nil
        }
    }
}

extension Moment: CustomStringConvertible {
    /// RFC 3339 in China Standard Time, with milliseconds only if there are any.
    package var description: String {
        // Beyond the calendar its last day is told, or its first.
        let rest = Int(min(max(milliseconds - Moment.start(of: day).milliseconds, 0), Self.dayMilliseconds - 1))
        let (seconds, fraction) = rest.quotientAndRemainder(dividingBy: 1000)
        var text: [UInt8] = []
        text.reserveCapacity(29)
        day.write(to: &text)
        for (separator, number) in [("T", seconds / 3600), (":", seconds / 60 % 60), (":", seconds % 60)]
            as [(Unicode.Scalar, Int)]
        {
            text.append(UInt8(ascii: separator))
            appendDecimal(number, 2, to: &text)
        }
        if fraction != 0 {
            text.append(UInt8(ascii: "."))
            appendDecimal(fraction, 3, to: &text)
        }
        text += "+08:00".utf8
        return String(decoding: text, as: UTF8.self)
    }
}

extension Moment: Codable {
    package init(from decoder: any Decoder) throws {
        guard let moment = Moment(try decoder.singleValueContainer().decode(String.self)),
            Day.posted.contains(moment.day)
        else {
            throw InvalidValue.data(
                "must be a time with an offset like 2022-03-01T08:30:00+08:00, in the years 1900 to 2200")
        }
        self = moment
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

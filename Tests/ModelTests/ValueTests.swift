import Foundation
import Model
import Testing

@Suite struct CreditCodeTests {
    @Test(arguments: ["91500114MA5U00000B", "52500114MJP000001R", " 91500114ma5u00000b ", "９１５００１１４ＭＡ５Ｕ０００００Ｂ"])
    func `a right code is taken as people write it (R2.02, R2.03)`(text: String) throws {
        let code = try USCC(text)
        #expect(code.region == "500114")
        #expect(code.description.utf8.count == 18)
    }

    @Test func `a code with any one character changed is refused (R2.03)`() throws {
        let code = Array("91500114MA5U00000B")
        for index in code.indices {
            var changed = code
            changed[index] = code[index] == "7" ? "8" : "7"
            #expect(throws: InvalidValue.self) { try USCC(String(changed)) }
        }
    }

    @Test(arguments: ["", "91500114MA5U00000", "91500114MA5U00000BB", "91500114MA5U0000OB", "91500114MA5U00000I"])
    func `a code of another length or alphabet is refused with a reason that does not repeat it (G8)`(text: String) {
        #expect { try USCC(text) } throws: { error in
            let invalid = error as? InvalidValue
            return invalid?.reason == .usccInvalid && (text.isEmpty || invalid?.detail.contains(text) == false)
        }
    }

    @Test(arguments: ["99500114MA5U00000", "33010619900307123", "81500114MA5U00000", "A1500114MA5U00000"])
    func `a code says in front who registers it, else it is none, whatever its check character (R2.05)`(prefix: String)
        throws
    {
        let code = try #require(USCC.make(prefix17: prefix)).description
        #expect { try USCC(code) } throws: { ($0 as? InvalidValue)?.detail.contains("R2.05") == true }
    }

    @Test func `a resident's number is no credit code, even where its check character is right in both`() throws {
        var found = 0
        for number in 1_000..<3_000 {
            let digits = "5201021990030\(number)"
            let code = try #require(USCC.make(prefix17: digits)).description
            if (try? USCC(code)) == nil { found += 1 }
        }
        // One in 31 has the check character of a resident's number, too.
        #expect((40...90).contains(found))
    }

    @Test func `the check character of made codes is right`() throws {
        for number in 100_000..<100_400 {
            let code = try #require(USCC.make(prefix17: "91500114MA6\(number)"))
            #expect(try USCC(code.description) == code)
        }
        #expect(USCC.make(prefix17: "91500114MA6I00001") == nil)
    }
}

@Suite struct FenTests {
    @Test(arguments: [
        (Int64(0), "0.00"), (5, "0.05"), (123_456, "1,234.56"), (-100, "-1.00"), (500_000_00, "500,000.00"),
        (1_234_567_890, "12,345,678.90"),
    ]) func `money is printed in yuan and fen`(fen: Int64, text: String) { #expect(Fen(fen).description == text) }

    @Test func `money is a whole number of fen in JSON, and a fraction is refused`() throws {
        #expect(try JSONDecoder().decode([Fen].self, from: Data("[500000]".utf8)) == [.yuan(5_000)])
        #expect(throws: (any Error).self) { try JSONDecoder().decode([Fen].self, from: Data("[0.5]".utf8)) }
    }
}

@Suite struct DayTests {
    @Test(arguments: ["2021-13-01", "2021-02-29", "2021-2-1", "20210201", "2021-02-01T", "abcd-ef-gh", ""])
    func `a day that is not in the calendar is no day`(text: String) { #expect(Day(text) == nil) }

    @Test func `days and texts are each other's inverse, whatever the day`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var state = seed
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let day = Day(ordinal: Int32(truncatingIfNeeded: state >> 40) % 700_000)
            #expect(Day(day.description) == day, "seed \(seed)")
            #expect(day.adding(days: 7).weekday == day.weekday, "seed \(seed)")
        }
    }

    @Test(arguments: [
        ("2022-01-31", 1, "2022-02-28"), ("2021-11-30", 3, "2022-02-28"), ("2020-02-29", 12, "2021-02-28"),
        ("2022-03-01", 3, "2022-06-01"),
        ("2022-03-31", -1, "2022-02-28"), ("2022-05-07", 36, "2025-05-07"),
    ]) func `months are added to the same day, or the month's last`(day: String, months: Int, result: String) throws {
        #expect(try #require(Day(day)).adding(months: months).description == result)
    }

    @Test func `2022-03-01 is a Tuesday, and March has 31 days`() throws {
        let day = try #require(Day("2022-03-01"))
        #expect(day.weekday == 2)
        #expect(day.month.last.description == "2022-03-31")
        #expect(day.month.next.description == "2022-04")
        #expect(Month("2022-13") == nil)
    }
}

@Suite struct MomentTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", Int64(0)), ("2022-03-01T08:30:00+08:00", 1_646_094_600_000),
        ("2022-03-01T00:30:00.125Z", 1_646_094_600_125),
        ("2022-02-28T19:00:00.1-05:30", 1_646_094_600_100), ("2022-03-01t00:30:00z", 1_646_094_600_000),
        ("2022-03-01T00:30:00.1239999Z", 1_646_094_600_123),
    ]) func `times with any offset are read (RFC 3339)`(text: String, milliseconds: Int64) throws {
        #expect(try #require(Moment(text)).milliseconds == milliseconds)
    }

    @Test(arguments: [
        "2022-03-01", "2022-03-01T08:30:00", "2022-03-01 08:30:00Z", "2022-03-01T24:00:00Z", "2022-03-01T08:60:00Z",
        "2022-03-01T08:30:00.Z",
        "2022-03-01T08:30:00+8", "2022-02-30T08:30:00Z", "",
    ]) func `a time without offset, or of no calendar, is none`(text: String) { #expect(Moment(text) == nil) }

    @Test func `the day of a moment is the day in Chongqing`() throws {
        #expect(try #require(Moment("2022-02-28T15:59:59.999Z")).day == Day("2022-02-28"))
        #expect(try #require(Moment("2022-02-28T16:00:00Z")).day == Day("2022-03-01"))
        #expect(try Moment.start(of: #require(Day("2022-03-01"))).description == "2022-03-01T00:00:00+08:00")
    }
}

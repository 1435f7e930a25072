import EscrowRules
import Model
import Testing

/// Courses and their times (R1.09, R1.13).
struct CourseTests {
    typealias Slot = (weekday: Int, from: String, through: String, online: Bool, verdict: String)

    static let slots: [Slot] = [
        // At the premises not after 20:30, online not after 21:00.
        (1, "19:00", "20:30", false, "accepted"),
        (1, "19:00", "20:31", false, "TEACHING_TIME_FORBIDDEN"),
        (1, "19:00", "21:00", true, "accepted"),
        (1, "19:00", "21:01", true, "TEACHING_TIME_FORBIDDEN"),
        (7, "19:00", "20:31", false, "TEACHING_TIME_FORBIDDEN"),
        // School is from 08:00 to 16:30, Monday to Friday.
        (5, "06:00", "08:00", false, "accepted"),
        (5, "06:00", "08:01", false, "TEACHING_TIME_FORBIDDEN"),
        (5, "16:30", "18:00", false, "accepted"),
        (5, "16:29", "18:00", false, "TEACHING_TIME_FORBIDDEN"),
        (1, "07:00", "17:00", true, "TEACHING_TIME_FORBIDDEN"),
        (6, "09:00", "11:00", false, "accepted"),
        (7, "00:00", "00:01", false, "accepted"),
        // No time at all.
        (0, "17:00", "18:00", false, "DATA_INVALID"),
        (8, "17:00", "18:00", false, "DATA_INVALID"),
        (6, "18:00", "18:00", false, "DATA_INVALID"),
        (6, "20:00", "24:01", false, "DATA_INVALID"),
    ]

    private static func minute(_ text: String) -> Int {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        return parts[0] * 60 + parts[1]
    }

    @Test(arguments: slots)
    func `lessons end in time and not during school`(_ row: Slot) throws {
        let slot = LessonSlot(weekday: row.weekday, from: Self.minute(row.from), through: Self.minute(row.through))
        let offer = course(
            "piano", starts: "2022-03-01", ends: "2022-05-31", online: row.online,
            slots: [LessonSlot(weekday: 6, from: 600, through: 660), slot])
        #expect(try Book.running().verdict(.tuition(.publishCourse(offer))) == row.verdict)
    }

    @Test(arguments: [(Int.min, Int.max), (.max, .min), (.min, .min), (600, .max), (.min, 660)])
    func `no number of minutes stops the rules`(_ from: Int, _ through: Int) throws {
        let offer = course("piano", slots: [LessonSlot(weekday: 6, from: from, through: through)])
        #expect(try Book.running().verdict(.tuition(.publishCourse(offer))) == "DATA_INVALID")
    }

    typealias Break = (starts: String, ends: String, verdict: String)

    static let breaks: [Break] = [
        ("2022-07-01", "2022-08-31", "accepted"), ("2022-06-30", "2022-08-31", "TEACHING_TIME_FORBIDDEN"),
        ("2022-07-01", "2022-09-01", "TEACHING_TIME_FORBIDDEN"), ("2022-01-15", "2022-02-20", "accepted"),
        ("2022-01-14", "2022-02-20", "TEACHING_TIME_FORBIDDEN"),
        ("2022-01-15", "2022-02-21", "TEACHING_TIME_FORBIDDEN"),
        ("2022-07-01", "2023-08-31", "TEACHING_TIME_FORBIDDEN"),
        ("2022-02-20", "2022-07-01", "TEACHING_TIME_FORBIDDEN"),
    ]

    @Test(arguments: breaks)
    func `in the school holidays mornings are free, if the whole course lies in them`(_ row: Break) throws {
        let offer = course(
            "camp", starts: row.starts, ends: row.ends, slots: [LessonSlot(weekday: 3, from: 540, through: 660)])
        #expect(try Book.running().verdict(.tuition(.publishCourse(offer))) == row.verdict)
    }

    typealias Offer = (lessons: Int, hours: Int, fen: Int64, seats: Int, verdict: String)

    static let offers: [Offer] = [
        (1, 1, 1, 1, "accepted"), (1_000, 12, 1_000_000, 1_000, "accepted"), (0, 1, 1, 1, "DATA_INVALID"),
        (1_001, 1, 1, 1, "DATA_INVALID"),
        (1, 0, 1, 1, "DATA_INVALID"), (1, 13, 1, 1, "DATA_INVALID"), (1, 1, 0, 1, "DATA_INVALID"),
        (1, 1, 1_000_001, 1, "DATA_INVALID"),
        (1, 1, 1, 0, "DATA_INVALID"), (1, 1, 1, 1_001, "DATA_INVALID"), (.max, .max, .max, .max, "DATA_INVALID"),
        (.min, .min, .min, .min, "DATA_INVALID"),
    ]

    @Test(arguments: offers)
    func `a course has lessons, hours, a price and seats in bounds`(_ row: Offer) throws {
        let offer = course("piano", lessons: row.lessons, hoursPerLesson: row.hours, hourFen: row.fen, seats: row.seats)
        #expect(try Book.running().verdict(.tuition(.publishCourse(offer))) == row.verdict)
    }

    @Test(arguments: [
        ("2000-01-01", "2199-12-31", "accepted"), ("1999-12-31", "2022-01-01", "DATA_INVALID"),
        ("2022-01-01", "2200-01-01", "DATA_INVALID"),
        ("9999-12-31", "9999-12-31", "DATA_INVALID"), ("0001-01-01", "0001-01-01", "DATA_INVALID"),
        ("2022-01-02", "2022-01-01", "DATA_INVALID"),
    ])
    func `a course lies in years that people live in`(_ starts: String, _ ends: String, _ verdict: String) throws {
        #expect(
            try Book.running().verdict(.tuition(.publishCourse(course("piano", starts: starts, ends: ends)))) == verdict
        )
    }

    @Test func `a price that is published stays: another one is another course`() throws {
        var book = try Book.running()
        #expect(book.verdict(.tuition(.publishCourse(course(hourFen: 1)))) == "ALREADY_EXISTS")
        try book.open(other)
        #expect(book.state.courses[CourseID(other, "course")]?.hourPrice == Fen(1_000_000))
    }

    @Test func `what the courses can take in is counted up to all that an account may hold`() throws {
        var book = try Book.running()
        #expect(book.state.institutions[institution]?.capacity == Fen(1_000_000_000_000))
        for number in 1...100 { try book.say(.tuition(.publishCourse(course("c\(number)", hoursPerLesson: 12)))) }
        #expect(book.state.institutions[institution]?.capacity == .mostOfAccount)
    }
}

import EscrowRules
import Model
import Testing

struct LessonTests {
    typealias Course = (paid: Int64, lessons: [Int], shares: [Int64])

    static let courses: [Course] = [
        // Shares of each lesson's hours; the last takes the remainder (R1.36).
        (100_000, [1, 1, 1], [33_333, 33_333, 33_334]),
        (100_001, [1, 1, 1], [33_333, 33_333, 33_335]),
        (100_001, [2, 2, 3], [28_570, 28_570, 42_861]),
        (100_001, [7], [100_001]),
        (2, [1, 1, 1], [0, 0, 2]),
        (500_000, [30, 30], [249_990, 250_010]),
    ]

    @Test(arguments: courses)
    func `the shares of all lessons sum to what was paid`(_ row: Course) throws {
        var book = try Book.enrolled(hours: row.lessons.reduce(0, +), paid: row.paid)
        var shares: [Int64] = []
        for (index, hours) in row.lessons.enumerated() { shares.append(try book.teach(index + 1, hours: hours)) }
        #expect(shares == row.shares)
        #expect(shares.reduce(0, +) == row.paid)
        #expect(book.balance(.unconsumed("e")) == 0)
        #expect(book.balance(.released(institution)) == row.paid)
        #expect(book.balance(.bank(institution)) == row.paid)
    }

    typealias Lesson = (lesson: Int, hours: Int, at: USCC, verdict: String)

    static let lessons: [Lesson] = [
        // Three of four hours are taught, lesson by lesson.
        (4, 1, institution, "accepted"),
        (9, 1, institution, "accepted"),
        (3, 1, institution, "ALREADY_EXISTS"),
        (4, 2, institution, "HOURS_EXHAUSTED"),
        (4, .max, institution, "HOURS_EXHAUSTED"),
        (4, 0, institution, "DATA_INVALID"),
        (0, 1, institution, "DATA_INVALID"),
        (4096, 1, institution, "accepted"),
        (4097, 1, institution, "DATA_INVALID"),
        (4, 1, other, "DATA_INVALID"),
    ]

    @Test(arguments: lessons)
    func `a lesson counts once, within the hours paid`(_ row: Lesson) throws {
        var book = try Book.enrolled(hours: 4, paid: 1_001)
        for lesson in 1...3 { try book.teach(lesson) }
        let lesson = LessonConfirmed(enrolment: "e", institution: row.at, lesson: row.lesson, hours: row.hours)
        #expect(book.verdict(.confirmLesson(lesson)) == row.verdict)
    }

    @Test func `a lesson waits for its enrolment`() throws {
        let book = try Book.running()
        #expect(
            book.verdict(.confirmLesson(LessonConfirmed(enrolment: "e", institution: institution, lesson: 1, hours: 1)))
                == "awaits enrolment")
    }

    @Test(arguments: [[1], [8], [9], [1, 8, 9, 16, 17], [4096]])
    func `a set of lessons contains what was put in`(_ lessons: [Int]) {
        var set = LessonSet()
        for lesson in lessons { set.insert(lesson) }
        #expect(LessonSet.numbers.filter { LessonSet(bytes: set.bytes).contains($0) } == lessons)
        #expect(set.bytes.last != 0)
    }
}

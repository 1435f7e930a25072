import EscrowRules
import Model
import Testing

/// Roll call, confirmation, dispute, cancellation (R1.31, R1.36, R1.37); silence has its own tests.
struct LessonTests {
    typealias Course = (paid: Int64, lessons: Int, hours: Int, shares: [Int64])

    static let courses: [Course] = [
        // Shares of each lesson's hours; the last takes the remainder (R1.36).
        (100_000, 3, 1, [33_333, 33_333, 33_334]),
        (100_001, 3, 1, [33_333, 33_333, 33_335]),
        (100_001, 3, 2, [33_332, 33_332, 33_337]),
        (100_001, 1, 7, [100_001]),
        (2, 3, 1, [0, 0, 2]),
        (500_000, 5, 12, [99_996, 99_996, 99_996, 99_996, 100_016]),
    ]

    @Test(arguments: courses)
    func `the shares of all lessons sum to what was paid`(_ row: Course) throws {
        var book = try Book.running()
        try book.say(.tuition(.publishCourse(course("piano", hoursPerLesson: row.hours))))
        try book.say(.tuition(.pay(payment(course: "piano", hours: row.lessons * row.hours, fen: row.paid))))
        var shares: [Int64] = []
        for lesson in 1...row.lessons {
            try book.say(
                .tuition(
                    .holdLesson(LessonHeld(institution: institution, course: "piano", lesson: lesson, roll: ["e"]))))
            shares += try book.confirm(lesson).released.map(\.amountFen.rawValue)
        }
        #expect(shares == row.shares)
        #expect(shares.reduce(0, +) == row.paid)
        #expect(book.balances == [.bank: row.paid, .pendingRelease: row.paid])
        #expect(book.state.enrolments["e"]?.isFinished == true)
    }

    @Test func `a lesson that is held moves nothing before it is confirmed`() throws {
        var book = try Book.enrolled()
        try book.hold(1)
        #expect(book.balances == [.bank: 100_000, .unconsumed: 100_000])
        let facts = try book.confirm(1)
        #expect(
            facts.released == [
                LessonReleased(
                    enrolment: "e", institution: institution, lesson: 1, amountFen: Fen(2_500), silent: false)
            ])
        #expect(facts.flatMap(\.transfers).map(\.reference) == ["e/1"])
        #expect(book.balances == [.bank: 100_000, .unconsumed: 97_500, .pendingRelease: 2_500])
    }

    typealias Roll = (course: Identifier, lesson: Int, roll: [Identifier], verdict: String)

    static let rolls: [Roll] = [
        ("course", 2, ["a", "b"], "accepted"),
        ("course", 1_000, ["a", "b"], "accepted"),
        ("course", 0, ["a"], "DATA_INVALID"),
        ("course", 1_001, ["a"], "DATA_INVALID"),
        ("course", .max, ["a"], "DATA_INVALID"),
        ("course", .min, ["a"], "DATA_INVALID"),
        ("course", 2, [], "DATA_INVALID"),
        ("course", 2, ["a", "b", "a"], "DATA_INVALID"),
        // «a» had lesson 1.
        ("course", 1, ["b", "a"], "ALREADY_EXISTS"),
        // «c» is of another course, «late» begins later, «full» has no hour left, «d» is not known.
        ("course", 2, ["a", "c"], "DATA_INVALID"),
        ("course", 2, ["a", "late"], "DATA_INVALID"),
        ("course", 2, ["a", "full"], "HOURS_EXHAUSTED"),
        ("course", 2, ["a", "d"], "awaits enrolment"),
        ("unknown", 2, ["a"], "awaits course"),
    ]

    @Test(arguments: rolls)
    func `one wrong name makes the whole roll call fail`(_ row: Roll) throws {
        var book = try Book.running()
        try book.say(.tuition(.publishCourse(course("piano"))))
        for enrolment: Identifier in ["a", "b"] { try book.say(.tuition(.pay(payment(enrolment)))) }
        try book.say(.tuition(.pay(payment("c", course: "piano"))))
        try book.say(.tuition(.pay(payment("late", starts: day("2022-03-02")))))
        try book.say(.tuition(.pay(payment("full", hours: 1))))
        try book.hold(1, "a", "full")
        let before = book.state.attendances.ids.count
        let held = Command.tuition(
            .holdLesson(
                LessonHeld(institution: institution, course: row.course, lesson: row.lesson, roll: row.roll)))
        #expect(book.verdict(held) == row.verdict)
        let facts = (try? book.say(held)) ?? []
        #expect(facts.count == (row.verdict == "accepted" ? row.roll.count : 0))
        #expect(book.state.attendances.ids.count == before + facts.count)
    }

    @Test func `a lesson counts once for a pupil, whichever of its enrolments it is held on`() throws {
        var book = try Book.running()
        for enrolment: Identifier in ["a", "b"] {
            try book.say(.tuition(.pay(payment(enrolment, pupil: "pupil", hours: 20))))
        }
        #expect(
            book.verdict(
                .tuition(
                    .holdLesson(LessonHeld(institution: institution, course: "course", lesson: 1, roll: ["a", "b"]))))
                == "DATA_INVALID")
        try book.teach(1, "a")
        let again = Command.tuition(
            .holdLesson(LessonHeld(institution: institution, course: "course", lesson: 1, roll: ["b"])))
        #expect(book.verdict(again) == "ALREADY_EXISTS")
        _ = try book.cancel(1)
        #expect(book.verdict(again) == "accepted")
    }

    @Test func `a guardian confirms or disputes a lesson that is held, once`() throws {
        var book = try Book.enrolled()
        func confirm(_ lesson: Int, at id: USCC = institution) -> Command {
            .tuition(.confirmLesson(LessonConfirmed(enrolment: "e", institution: id, lesson: lesson)))
        }
        func dispute(_ lesson: Int) -> Command {
            .tuition(.disputeLesson(LessonDisputed(enrolment: "e", institution: institution, lesson: lesson)))
        }
        #expect(book.verdict(confirm(1)) == "awaits lesson")
        #expect(
            book.verdict(.tuition(.confirmLesson(LessonConfirmed(enrolment: "x", institution: institution, lesson: 1))))
                == "awaits enrolment")
        try book.hold(1)
        #expect(book.verdict(confirm(1, at: other)) == "DATA_INVALID")
        try book.say(dispute(1))
        #expect(book.verdict(dispute(1)) == "STATE_FORBIDS")
        // Who disputed may still confirm.
        #expect(book.verdict(confirm(1)) == "accepted")
        try book.confirm(1)
        #expect(book.verdict(confirm(1)) == "ALREADY_EXISTS")
        #expect(book.verdict(dispute(1)) == "STATE_FORBIDS")
    }

    @Test(arguments: [true, false])
    func `the commission decides a dispute`(_ taught: Bool) throws {
        var book = try Book.enrolled(hours: 2, fen: 101)
        try book.hold(1)
        try book.say(.tuition(.disputeLesson(LessonDisputed(enrolment: "e", institution: institution, lesson: 1))))
        let decided = Command.tuition(
            .decideLesson(
                LessonDecided(enrolment: "e", institution: institution, lesson: 1, taught: taught)))
        #expect(try book.say(decided).released.map(\.amountFen) == (taught ? [Fen(50)] : []))
        #expect(book.balance(.unconsumed("e")) == (taught ? 51 : 101))
        #expect(book.state.enrolments["e"]?.hoursLeft == (taught ? 1 : 2))
        #expect(book.state.enrolments["e"]?.purchase.hours?.held == 0)
        #expect(book.verdict(decided) == "STATE_FORBIDS")
    }

    @Test func `a cancelled lesson goes back exactly, and is made up under its number`() throws {
        var book = try Book.enrolled(hours: 3, fen: 100_000)
        try book.teach(1...3)
        #expect(book.balances == [.bank: 100_000, .pendingRelease: 100_000])
        // The last lesson had the remainder: it goes back with it, and the next last one has it.
        let facts = try book.cancel(3)
        #expect(facts.reversed.map(\.amountFen) == [Fen(33_334)])
        #expect(facts.flatMap(\.transfers).map(\.kind) == [.reversal])
        #expect(facts.flatMap(\.transfers).map(\.reference) == ["e/3"])
        #expect(book.balances == [.bank: 100_000, .unconsumed: 33_334, .pendingRelease: 66_666])
        #expect(try book.cancel(1).reversed.map(\.amountFen) == [Fen(33_333)])
        #expect(try book.teach(1) == 33_333)
        #expect(try book.teach(3) == 33_334)
        #expect(book.balances == [.bank: 100_000, .pendingRelease: 100_000])
        // What was posted is never changed: each movement has its transfer.
        #expect(
            book.transfers.map(\.kind) == [.payment, .lesson, .lesson, .lesson, .reversal, .reversal, .lesson, .lesson])
    }

    @Test func `a lesson is cancelled for every pupil on its roll`() throws {
        var book = try Book.running()
        for enrolment: Identifier in ["a", "b", "c"] { try book.say(.tuition(.pay(payment(enrolment, hours: 2)))) }
        try book.hold(1, "a", "b", "c")
        try book.confirm(1, "a")
        try book.say(.tuition(.disputeLesson(LessonDisputed(enrolment: "b", institution: institution, lesson: 1))))
        let facts = try book.cancel(1)
        #expect(facts.count == 3)
        #expect(facts.reversed.map(\.enrolment) == ["a"])
        #expect(book.balances == [.bank: 300_000, .unconsumed: 300_000])
        #expect(
            book.verdict(.tuition(.confirmLesson(LessonConfirmed(enrolment: "c", institution: institution, lesson: 1))))
                == "STATE_FORBIDS")
        let again = Command.tuition(
            .cancelLesson(LessonCancelled(institution: institution, course: "course", lesson: 1)))
        #expect(book.verdict(again) == "STATE_FORBIDS")
        #expect(
            book.verdict(.tuition(.cancelLesson(LessonCancelled(institution: institution, course: "x", lesson: 1))))
                == "awaits course")
    }

    @Test func `a lesson cancelled after its settlement is an advance, which the next lesson makes good`() throws {
        var book = try Book.enrolled(hours: 2, fen: 100_000)
        try book.teach(1)
        try book.open(through: "2022-03-07")
        try book.bankAnswers()
        #expect(book.balances == [.bank: 50_000, .unconsumed: 50_000])
        _ = try book.cancel(1)
        #expect(book.balances == [.bank: 50_000, .unconsumed: 100_000, .advanced: 50_000])
        try book.teach(1)
        #expect(book.balances == [.bank: 50_000, .unconsumed: 50_000])
        try book.teach(2)
        #expect(book.balances == [.bank: 50_000, .pendingRelease: 50_000])
    }

    @Test func `families that have their money back are left out of a cancellation`() throws {
        var book = try Book.running()
        for enrolment: Identifier in ["a", "b"] { try book.say(.tuition(.pay(payment(enrolment, hours: 2)))) }
        try book.teach(1, "a")
        try book.teach(1, "b")
        try book.say(ask(.institution, of: "a"))
        try book.say(answer(agreed: true))
        #expect(try book.cancel(1).reversed.map(\.enrolment) == ["b"])
    }

    @Test func `a roll of a hundred thousand is taken`() throws {
        let book = try Book.enrolled()
        let roll: [Identifier] = (0..<100_000).map { "x\($0)" }
        #expect(
            book.verdict(
                .tuition(
                    .holdLesson(LessonHeld(institution: institution, course: "course", lesson: 1, roll: ["e"] + roll))))
                == "awaits enrolment")
    }
}

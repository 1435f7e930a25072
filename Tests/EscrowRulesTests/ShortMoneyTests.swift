import EscrowRules
import Model
import Testing

/// Refunds of money that the institution had in advance: what is due to it goes to the family first, then its deposit,
/// the rest is owed (R1.81).
struct ShortMoneyTests {
    /// An institution in the mode «deposit» that was paid out the enrolment «e».
    private static func paidOut(deposit fen: Int64 = 0) throws -> Book {
        var book = try Book.enrolled(hours: 10, mode: .deposit)
        if fen > 0 { try book.say(deposit(fen)) }
        try book.open(through: "2022-03-07")
        try book.bankAnswers()
        #expect(book.balance(.advanced) == 100_000)
        return book
    }

    @Test func `an advance that is not paid out yet is made good by what is due`() throws {
        var book = try Book.enrolled(hours: 10, mode: .deposit)
        try book.openDay()
        try book.say(ask())
        #expect(try book.say(answer(agreed: true)).instructed.told == ["refund 100000 fee sent"])
        try book.bankAnswers()
        #expect(book.balances.isEmpty)
    }

    @Test func `the deposit pays what the institution had`() throws {
        var book = try Self.paidOut(deposit: 150_000)
        try book.teach(1...2)
        try book.say(ask())
        let facts = try book.say(answer(agreed: true))
        #expect(facts.agreed.map(\.uncoveredFen) == [.zero])
        #expect(facts.instructed.told == ["refund 80000 deposit sent"])
        try book.bankAnswers()
        #expect(book.balances == [.depositBank: 70_000, .riskDeposit: 70_000])
        #expect(book.state.refunds["r"]?.status == .repaid)
    }

    @Test func `what is not covered is owed, not taken from other families, and paid when a deposit comes in`() throws {
        var book = try Self.paidOut(deposit: 30_000)
        try book.say(.accounts(.assignMode(ReleaseModeAssigned(institution: institution, mode: .perLesson))))
        try book.say(.tuition(.pay(payment("other", hours: 10, fen: 200_000))))
        try book.say(ask())
        let facts = try book.say(answer(agreed: true))
        #expect(facts.agreed.map(\.uncoveredFen) == [Fen(70_000)])
        #expect(facts.instructed.told == ["refund 70000 fee uncovered", "refund 30000 deposit sent"])
        try book.bankAnswers()
        // A part is paid: the refund is not.
        #expect(book.state.refunds["r"]?.status == .agreed)
        #expect(book.balances == [.bank: 200_000, .unconsumed: 200_000, .advanced: 70_000, .refundsPayable: 70_000])
        #expect(
            try book.overnight(deposit(50_000, "d2")).instructed.told == [
                "refund 50000 deposit sent", "refund 20000 fee uncovered",
            ])
        try book.bankAnswers()
        #expect(book.state.refunds["r"]?.status == .agreed)
        // The other family's lesson earns something: it is made good on the next day, before the institution is paid.
        try book.teach(1, "other")
        try book.teach(2, "other")
        let told = try book.open(through: "2022-03-14").flatMap(\.facts).instructed.told
        #expect(told == ["refund 20000 fee sent", "settlement 20000 fee sent"])
        try book.bankAnswers()
        #expect(book.state.refunds["r"]?.status == .repaid)
        #expect(book.balances == [.bank: 160_000, .unconsumed: 160_000])
    }

    @Test func `the institution keeps the original price out of what it has already`() throws {
        var book = try Book.running(mode: .deposit)
        try book.say(.tuition(.publishCourse(course("piano", hourFen: 5_000))))
        try book.say(.tuition(.pay(payment(course: "piano", hours: 12, fen: 48_000))))
        try book.say(deposit(48_000))
        try book.open(through: "2022-03-07")
        try book.bankAnswers()
        for lesson in 1...4 {
            try book.say(
                .tuition(
                    .holdLesson(LessonHeld(institution: institution, course: "piano", lesson: lesson, roll: ["e"]))))
            try book.confirm(lesson)
        }
        try book.say(ask(.consumer))
        #expect(try book.say(answer(agreed: true)).instructed.told == ["refund 28000 deposit sent"])
        try book.bankAnswers()
        #expect(book.balances == [.depositBank: 20_000, .riskDeposit: 20_000])
    }

    @Test func `two families that wait share nothing of each other's advance`() throws {
        var book = try Book.running(mode: .deposit)
        for enrolment: Identifier in ["a", "b", "c"] {
            try book.say(.tuition(.pay(payment(enrolment, hours: 10, fen: 60_000))))
        }
        try book.open(through: "2022-03-07")
        try book.bankAnswers()
        for enrolment: Identifier in ["a", "b"] {
            try book.say(ask(nil, "of \(enrolment)", of: enrolment))
            try book.say(answer(agreed: true, "of \(enrolment)"))
        }
        #expect(book.balance(.refundsPayable) == 120_000)
        try book.overnight(deposit(90_000))
        #expect(book.waiting.told == ["refund 60000 deposit sent", "refund 30000 deposit sent"])
        // The family that stays is taught out of its own advance.
        try book.teach(1...10, "c")
        #expect(book.balance(.advanced) == 30_000)
        try book.overnight(deposit(90_000, "d2"))
        try book.bankAnswers()
        #expect(book.balances == [.depositBank: 60_000, .riskDeposit: 60_000])
    }

    @Test func `a charge of the bank does not use up the advance of a family that still learns`() throws {
        var book = try Book.running()
        try book.say(.tuition(.pay(payment("gone", hours: 10, fen: 100_000))))
        try book.say(statement(book.today, [("gone", .entry, 100_000), ("charge", .fee, -50_000)]))
        try book.say(ask(nil, of: "gone"))
        #expect(
            try book.say(answer(agreed: true)).instructed.told == [
                "refund 50000 fee sent", "refund 50000 fee uncovered",
            ])
        try book.say(.accounts(.assignMode(ReleaseModeAssigned(institution: institution, mode: .rolling))))
        try book.say(.tuition(.pay(payment("stays", hours: 10, fen: 100_000))))
        try book.open(through: "2022-04-06")
        #expect(book.balance(.advanced) == 30_000)
        try book.teach(1...10, "stays")
        #expect(book.balance(.unconsumed("stays")) == 0)
    }

    @Test func `a refund that the bank returned is told again, under a freeze too`() throws {
        var book = try Book.enrolled()
        try book.say(ask())
        try book.say(answer(agreed: true))
        try book.bankAnswers(.returned)
        try book.say(freeze)
        #expect(book.state.refunds["r"]?.status == .agreed)
        #expect(try book.open(through: "2022-03-07").flatMap(\.facts).instructed.told == ["refund 100000 fee sent"])
        try book.bankAnswers()
        #expect(book.state.refunds["r"]?.status == .repaid)
    }
}

import EscrowRules
import Model
import Testing

struct InstitutionTests {
    static let freeze = Command.freeze(AccountFrozen(institution: institution, cause: "red alert"))
    static let unfreeze = Command.unfreeze(AccountUnfrozen(institution: institution))

    @Test func `what lessons released is settled on the first working day of the week`() throws {
        // The week of 3 October 2022 begins with holidays; its first working day is Saturday 8 October.
        var book = try Book.enrolled(hours: 40, paid: 100_000, on: "2022-09-26")
        try book.teach(1)
        #expect(try book.open(through: "2022-10-07").isEmpty)
        try book.teach(2)
        let told = try book.open(through: "2022-10-10")
        #expect(told.map(\.day) == ["2022-10-08"])
        #expect(told.first?.facts == [settled(5_000)])
        #expect(book.balance(.released(institution)) == 0)
        #expect(book.balance(.bank(institution)) == 95_000)
    }

    @Test func `a week without a working day settles nothing`() throws {
        // Spring Festival 2022: the whole week of 31 January is off.
        var book = try Book.enrolled(hours: 40, paid: 100_000, on: "2022-01-30")
        try book.teach(1)
        #expect(try book.open(through: "2022-02-14").map(\.day) == ["2022-02-07"])
    }

    @Test func `a freeze stops payments, lessons and settlement, not refunds`() throws {
        var book = try Book.enrolled(hours: 40, paid: 100_000)
        try book.teach(1)
        let frozen = ReleasesFrozen(institution: institution, cause: "red alert", unconsumedFen: Fen(97_500))
        #expect(try book.say(Self.freeze) == [.frozen(frozen)])
        #expect(book.verdict(Self.freeze) == "STATE_FORBIDS")
        #expect(book.verdict(.pay(payment("new", pupil: "new"))) == "ACCOUNT_FROZEN")
        let lesson = LessonConfirmed(enrolment: "e", institution: institution, lesson: 2, hours: 1)
        #expect(book.verdict(.confirmLesson(lesson)) == "ACCOUNT_FROZEN")
        try book.say(RefundTests.request)
        #expect(try book.open(through: "2022-03-21").flatMap(\.facts) == [repaid("e", 97_500)])
        #expect(try book.say(Self.unfreeze) == [.unfrozen(ReleasesUnfrozen(institution: institution))])
        #expect(book.verdict(Self.unfreeze) == "STATE_FORBIDS")
        #expect(try book.open(through: "2022-03-28").flatMap(\.facts) == [settled(2_500)])
    }

    @Test func `a freeze waits for the account`() throws {
        let book = try Book()
        #expect(book.verdict(Self.freeze) == "awaits account")
        #expect(book.verdict(Self.unfreeze) == "awaits account")
    }

    @Test func `when an institution absconds, every family gets back what was not taught`() throws {
        var book = try Book.running()
        for (enrolment, fen) in [("c", 100_001), ("a", 50_003), ("b", 30_000), ("d", 10_000)] {
            try book.say(.pay(payment(enrolment, pupil: enrolment, hours: 3, fen: Int64(fen))))
        }
        let taught = try book.teach(1, "c") + book.teach(1, hours: 2, "a") + book.teach(1, hours: 3, "b")
        try book.say(.requestRefund(RefundRequested(refund: "r", enrolment: "a", institution: institution)))
        let facts = try book.say(.institution(snapshot(.absconded)))
        #expect(
            facts == [
                .institutionChanged(institution, from: .operating, to: .absconded),
                .frozen(ReleasesFrozen(institution: institution, cause: "absconded", unconsumedFen: Fen(190_004 - taught))),
                repaid("a", 16_669, .institutionAbsconded), repaid("c", 66_668, .institutionAbsconded),
                repaid("d", 10_000, .institutionAbsconded),
            ])
        #expect(16_669 + 66_668 + 10_000 == 190_004 - taught)
        // What was released and not yet settled stays.
        #expect(book.balance(.bank(institution)) == taught)
        #expect(book.balance(.released(institution)) == taught)
        #expect(try book.open(through: "2022-06-01").isEmpty)
        #expect(book.verdict(Self.unfreeze) == "STATE_FORBIDS")
        #expect(book.state.refunds["r"]?.status == .repaid)
        #expect(try book.say(.institution(snapshot(.absconded))).isEmpty)
    }

    @Test func `an institution without an account absconds with nothing`() throws {
        var book = try Book()
        #expect(try book.say(.institution(snapshot(.absconded))) == [.institutionChanged(institution, from: nil, to: .absconded)])
    }

    @Test func `a deregistering institution without tuition is cleared at once, and once`() throws {
        let cleared = Fact.cleared(ClearanceGiven(institution: institution))
        var empty = try Book()
        #expect(
            try empty.say(.institution(snapshot(.deregistering)))
                == [.institutionChanged(institution, from: nil, to: .deregistering), cleared])
        #expect(try empty.open(through: "2022-04-01").isEmpty)
        var taught = try Book.enrolled(hours: 1, paid: 100_000)
        try taught.teach(1)
        #expect(
            try taught.say(.institution(snapshot(.deregistering)))
                == [.institutionChanged(institution, from: .operating, to: .deregistering), settled(100_000), cleared])
        #expect(taught.verdict(.pay(payment("new"))) == "INSTITUTION_NOT_OPERATING")
    }

    @Test func `a deregistering institution with tuition is cleared on the day after the last is taught or repaid`() throws {
        var book = try Book.enrolled(hours: 2, paid: 100_000)
        try book.say(.institution(snapshot(.deregistering)))
        #expect(try book.open(through: "2022-03-08").isEmpty)
        try book.teach(1)
        try book.say(RefundTests.request)
        // Asked on Tuesday 8 March, due on 15 March; repaid, settled and cleared on the 16th. The lesson was settled on Monday 14 March.
        let told = try book.open(through: "2022-04-01")
        #expect(told.map(\.day) == ["2022-03-14", "2022-03-16"])
        #expect(told.last?.facts == [repaid("e", 50_000), .cleared(ClearanceGiven(institution: institution))])
    }
}

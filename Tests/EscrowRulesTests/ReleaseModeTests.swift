import EscrowRules
import Model
import Testing

/// Shares by time (R1.33, R1.34, R1.40); lessons that run ahead of them and behind.
struct ReleaseModeTests {
    typealias Plan = (mode: ReleaseMode, fen: Int64, ends: String, shares: [String])

    static let plans: [Plan] = [
        // 30, 30 and 40 per cent, to the fen (T6).
        (.rolling, 100_001, "2022-05-31", ["2022-04-01 30000", "2022-05-01 30000", "2022-06-01 40001"]),
        (.rolling, 1, "2022-05-31", ["2022-04-01 0", "2022-05-01 0", "2022-06-01 1"]),
        (.rolling, 100_001, "2022-03-10", ["2022-04-01 30000", "2022-05-01 30000", "2022-06-01 40001"]),
        // All but 30 per cent at the start, the rest at the end.
        (.retained, 100_001, "2022-05-31", ["2022-03-02 70000", "2022-05-31 30001"]),
        (.retained, 100_001, "2022-03-01", ["2022-03-02 100001"]),
        (.deposit, 100_001, "2022-05-31", ["2022-03-02 100001"]),
        (.perLesson, 100_001, "2022-05-31", []),
    ]

    @Test(arguments: plans)
    func `shares fall due by the calendar and sum to what was paid`(_ row: Plan) throws {
        var book = try Book.running(mode: row.mode)
        try book.say(.tuition(.pay(payment(fen: row.fen, ends: day(row.ends)))))
        let told = try book.open(through: "2022-08-01").flatMap { day, facts in facts.shares.map { "\(day) \($0)" } }
        #expect(told == row.shares)
        #expect(book.balance(.advanced) == (row.mode == .perLesson ? 0 : row.fen))
        #expect(book.state.enrolments["e"]?.shareDue == nil)
    }

    @Test func `an enrolment keeps the mode in which it was paid`() throws {
        var book = try Book.enrolled(mode: .deposit)
        try book.say(.accounts(.assignMode(ReleaseModeAssigned(institution: institution, mode: .perLesson))))
        try book.say(.tuition(.pay(payment("later"))))
        #expect(try book.openDay().shares == [100_000])
        #expect(
            book.verdict(.accounts(.assignMode(ReleaseModeAssigned(institution: other, mode: .rolling))))
                == "awaits institution")
    }

    @Test func `before the start of the course the institution may use nothing`() throws {
        var book = try Book.running(mode: .deposit)
        try book.say(.tuition(.pay(payment(starts: day("2022-03-20")))))
        #expect(try book.open(through: "2022-03-19").flatMap(\.facts).shares.isEmpty)
        #expect(try book.openDay().shares == [100_000])
    }

    @Test func `lessons behind the shares make good the advance, lessons ahead of them wait for the next share`() throws
    {
        var book = try Book.enrolled(hours: 10, mode: .rolling)
        try book.open(through: "2022-04-01")
        #expect(book.balances == [.bank: 100_000, .unconsumed: 100_000, .advanced: 30_000, .pendingRelease: 30_000])
        try book.teach(1...2)
        #expect(book.balances == [.bank: 100_000, .unconsumed: 80_000, .advanced: 10_000, .pendingRelease: 30_000])
        try book.teach(3...5)
        #expect(book.balances == [.bank: 100_000, .unconsumed: 50_000, .earned: 20_000, .pendingRelease: 30_000])
        try book.open(through: "2022-04-06")
        try book.bankAnswers()
        #expect(book.balances == [.bank: 70_000, .unconsumed: 50_000, .earned: 20_000])
        // The next share: what is earned first, then an advance.
        try book.open(through: "2022-05-01")
        #expect(book.balances == [.bank: 70_000, .unconsumed: 50_000, .advanced: 10_000, .pendingRelease: 30_000])
        try book.teach(6...10)
        #expect(book.balances == [.bank: 70_000, .earned: 40_000, .pendingRelease: 30_000])
        try book.open(through: "2022-06-01")
        #expect(book.balances[.earned] == nil)
        #expect(book.balance(.pendingRelease) + book.balance(.released) == book.balance(.bank))
    }

    @Test func `a cancelled lesson takes back what was earned by it, then stands as an advance`() throws {
        var book = try Book.enrolled(hours: 10, mode: .rolling)
        try book.teach(1...4)
        try book.open(through: "2022-04-01")
        #expect(book.balances == [.bank: 100_000, .unconsumed: 60_000, .earned: 10_000, .pendingRelease: 30_000])
        _ = try book.cancel(1)
        #expect(book.balances == [.bank: 100_000, .unconsumed: 70_000, .pendingRelease: 30_000])
        _ = try book.cancel(2)
        #expect(book.balances == [.bank: 100_000, .unconsumed: 80_000, .advanced: 10_000, .pendingRelease: 30_000])
        try book.teach(1...2)
        #expect(book.balances == [.bank: 100_000, .unconsumed: 60_000, .earned: 10_000, .pendingRelease: 30_000])
    }

    @Test func `under a freeze nothing falls due, and after it what was due then`() throws {
        var book = try Book.enrolled(mode: .rolling)
        try book.say(freeze)
        #expect(try book.open(through: "2022-05-10").flatMap(\.facts).shares.isEmpty)
        try book.say(unfreeze)
        #expect(try book.openDay().shares == [60_000])
        #expect(book.state.enrolments["e"]?.shareDue == day("2022-06-01"))
    }
}

import EscrowRules
import Model
import Testing

/// Leaving without a reason (R1.61, R1.63), and interest (R1.67).
struct WithdrawalTests {
    typealias Withdrawal = (contractDays: Int, starts: String, asked: String, isFree: Bool)

    static let withdrawals: [Withdrawal] = [
        // Seven days from the payment on 1 March.
        (0, "2022-03-01", "2022-03-01", true), (0, "2022-03-01", "2022-03-08", true),
        (0, "2022-03-01", "2022-03-09", false),
        // The contract's days before and after the start.
        (10, "2022-03-30", "2022-03-19", false), (10, "2022-03-30", "2022-03-20", true),
        (10, "2022-03-30", "2022-04-09", true),
        (10, "2022-03-30", "2022-04-10", false),
    ]

    @Test(arguments: withdrawals)
    func `a family leaves without a reason within seven days or the contract's days`(_ row: Withdrawal) throws {
        var book = try Book.running()
        let contract = Contract(template: "2021", withdrawalDays: row.contractDays, voidTerms: [])
        try book.say(.tuition(.pay(payment(starts: day(row.starts), contract: contract))))
        try book.open(through: row.asked)
        let facts = try book.say(ask(.withoutReason))
        #expect(facts.agreed.map(\.principalFen) == (row.isFree ? [Fen(100_000)] : []))
        #expect(facts.instructed.told == (row.isFree ? ["refund 100000 fee sent"] : []))
        #expect(book.state.refunds["r"]?.cause == (row.isFree ? .withoutReason : .consumer))
        #expect(book.state.refunds["r"]?.status == (row.isFree ? .agreed : .pending))
    }

    @Test func `who had the same course before knows it`() throws {
        var book = try Book.running()
        try book.say(.tuition(.pay(payment("first", pupil: "pupil", hours: 20))))
        try book.say(.tuition(.pay(payment(pupil: "pupil", hours: 20))))
        var untaught = book
        #expect(try untaught.say(ask(.withoutReason)).agreed.count == 1)
        try book.teach(1, "first")
        #expect(try book.say(ask(.withoutReason)).agreed.isEmpty)
        // Not another pupil.
        try book.say(.tuition(.pay(payment("third"))))
        #expect(try book.say(ask(.withoutReason, "s", of: "third")).agreed.count == 1)
    }

    typealias Interest = (fen: Int64, ppm: Int64, first: String, last: String, interest: Int64)

    static let rates: [Interest] = [
        (100_000_000, 15_000, "2022-03-01", "2023-03-01", 1_500_000), (100_000, 3_500, "2022-03-01", "2022-03-31", 28),
        (100_000, 3_500, "2022-03-01", "2022-03-01", 0),
        (100_000, 3_500, "2022-03-31", "2022-03-01", 0), (1, 38_500, "2022-03-01", "2023-03-01", 0),
        // All that may ever come in, for a thousand years: no overflow.
        (1_000_000_000_000_000, 38_500, "1022-03-01", "2022-03-01", 38_525_631_506_849_315),
    ]

    @Test(arguments: rates)
    func `interest is simple, by the day, rounded down`(_ row: Interest) {
        #expect(
            interest(on: Fen(row.fen), ratePpm: row.ppm, from: day(row.first), to: day(row.last)) == Fen(row.interest))
    }

    typealias Basis = (cause: RefundCause, mode: ReleaseMode, owed: Int64)

    static let bases: [Basis] = [
        // 5,000 yuan from 1 March to 29 June 2022, 120 days: the fee account's 0.35 per cent for what lay there.
        (.institution, .perLesson, 575), (.consumer, .perLesson, 575),
        // What the institution had in advance bears 3.7 per cent by its own cause, else 1.5.
        (.institution, .deposit, 6_082), (.consumer, .deposit, 2_465),
    ]

    @Test(arguments: bases)
    func `money that lay in the account bears its rate, an advance bears the rate by whose cause the family leaves`(
        _ row: Basis
    ) throws {
        var book = try Book.enrolled(fen: 500_000, mode: row.mode)
        try book.say(deposit(500_000))
        try book.open(through: "2022-06-29")
        try book.bankAnswers()
        // Too little interest of the account: the rest is the institution's debt.
        let bank = book.balance(.bank)
        try book.say(statement(book.today, [("payments", .entry, bank), ("i", .interest, 500)]))
        try book.say(ask(row.cause))
        let agreed = try #require(try book.say(answer(agreed: true)).agreed.first)
        #expect(agreed.principalFen == Fen(500_000))
        #expect(agreed.interestFen == Fen(min(row.owed, 500)))
        #expect(agreed.interestUnpaidFen == Fen(row.owed - min(row.owed, 500)))
        #expect(book.balance(.refundsPayable) == 500_500)
        try book.bankAnswers()
        #expect(book.balance(.refundsPayable) == 0)
        #expect(book.balance(.interest) == 0)
    }
}

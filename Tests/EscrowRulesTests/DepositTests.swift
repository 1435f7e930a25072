import EscrowRules
import Model
import Testing

/// The risk deposit (R1.40-R1.44).
struct DepositTests {
    private static func release(_ fen: Int64) -> Command {
        .accounts(.releaseDeposit(DepositReleased(institution: institution, amountFen: Fen(fen))))
    }

    @Test(
        arguments: [
            (1, "accepted"), (1_000_000_000_000, "accepted"), (1_000_000_000_001, "DATA_INVALID"),
            (.max, "DATA_INVALID"), (0, "AMOUNT_NOT_POSITIVE"),
            (-1, "AMOUNT_NOT_POSITIVE"), (.min, "AMOUNT_NOT_POSITIVE"),
        ] as [(Int64, String)])
    func `a deposit is above zero and in bounds`(_ fen: Int64, _ verdict: String) throws {
        #expect(try Book.running().verdict(deposit(fen)) == verdict)
    }

    @Test func `a deposit is in the books once by its reference`() throws {
        var book = try Book.running()
        #expect(Book().verdict(deposit(1)) == "awaits account")
        try book.say(deposit(50_000, "d"))
        #expect(book.verdict(deposit(50_000, "d")) == "ALREADY_EXISTS")
        // The fee account is another account: its references are its own.
        #expect(book.verdict(.tuition(.pay(payment(reference: "d")))) == "accepted")
        #expect(book.balances == [.depositBank: 50_000, .riskDeposit: 50_000])
    }

    @Test func `the minimum is the fees of open enrolments that the deposit stands for, or what the commission filed`()
        throws
    {
        var book = try Book.running(mode: .deposit)
        try book.say(.tuition(.pay(payment(fen: 100_000))))
        try book.say(deposit(150_000))
        #expect(book.verdict(Self.release(50_001)) == "FUNDS_INSUFFICIENT")
        #expect(book.verdict(Self.release(50_000)) == "accepted")
        try book.say(
            .accounts(
                .assignMode(
                    ReleaseModeAssigned(institution: institution, mode: .deposit, depositMinimumFen: Fen(120_000)))))
        #expect(book.verdict(Self.release(30_001)) == "FUNDS_INSUFFICIENT")
        #expect(book.verdict(Self.release(30_000)) == "accepted")
        // Fees of enrolments that release by lessons need no deposit.
        try book.say(.accounts(.assignMode(ReleaseModeAssigned(institution: institution, mode: .perLesson))))
        try book.say(.tuition(.pay(payment("lessons", fen: 100_000))))
        #expect(book.verdict(Self.release(50_000)) == "accepted")
        try book.say(freeze)
        #expect(book.verdict(Self.release(1)) == "FUNDS_INSUFFICIENT")
    }

    @Test func `the minimum follows enrolments that end and begin again`() throws {
        var book = try Book.enrolled(hours: 1, mode: .deposit)
        try book.say(deposit(100_000))
        #expect(book.verdict(Self.release(1)) == "FUNDS_INSUFFICIENT")
        try book.teach(1)
        #expect(book.verdict(Self.release(100_000)) == "accepted")
        _ = try book.cancel(1)
        #expect(book.verdict(Self.release(1)) == "FUNDS_INSUFFICIENT")
        try book.say(ask())
        try book.say(answer(agreed: true))
        #expect(book.verdict(Self.release(100_000)) == "accepted")
    }

    @Test
    func
        `deposit given back is the institution's until the bank has paid, and waits for another word if it has not`()
        throws
    {
        var book = try Book.running()
        try book.say(deposit(50_000))
        #expect(try book.say(Self.release(20_000)).instructed.told == ["depositReturn 20000 deposit sent"])
        #expect(book.verdict(Self.release(30_001)) == "FUNDS_INSUFFICIENT")
        try book.bankAnswers(.returned)
        #expect(try book.open(through: "2022-03-31").flatMap(\.facts).instructed.isEmpty)
        #expect(book.balances == [.depositBank: 50_000, .riskDeposit: 50_000])
        try book.say(Self.release(50_000))
        try book.bankAnswers()
        #expect(book.balances.isEmpty)
    }

    @Test func `a deposit that could not be given back pays a family meanwhile`() throws {
        var book = try Book.enrolled(hours: 1, mode: .deposit)
        try book.say(deposit(150_000))
        try book.open(through: "2022-03-07")
        try book.bankAnswers()
        try book.say(Self.release(50_000))
        try book.bankAnswers(.returned)
        try book.say(ask())
        try book.say(answer(agreed: true))
        try book.bankAnswers(.returned)
        // Both failed: the family's money is told again, the institution's is not.
        #expect(try book.open(through: "2022-03-14").flatMap(\.facts).instructed.told == ["refund 100000 deposit sent"])
        try book.bankAnswers()
        #expect(book.balances == [.depositBank: 50_000, .riskDeposit: 50_000])
    }

    @Test(
        arguments: [
            (-1, "DATA_INVALID"), (0, "accepted"), (1_000_000_000_000, "accepted"), (1_000_000_000_001, "DATA_INVALID"),
            (.max, "DATA_INVALID"),
        ]
            as [(Int64, String)])
    func `a minimum is filed in bounds`(_ fen: Int64, _ verdict: String) throws {
        let assigned = ReleaseModeAssigned(institution: institution, mode: .deposit, depositMinimumFen: Fen(fen))
        var book = try Book.running()
        #expect(book.verdict(.accounts(.assignMode(assigned))) == verdict)
        if (try? book.say(.accounts(.assignMode(assigned)))) != nil { try book.openDay() }
    }
}

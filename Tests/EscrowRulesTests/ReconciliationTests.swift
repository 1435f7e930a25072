import EscrowRules
import Model
import Testing

/// Books and bank: a statement is taken whole or not at all; what differs stays open until it matches or is explained.
struct ReconciliationTests {
    /// Two payments and a deposit of 1 March.
    private static func book() throws -> Book {
        var book = try Book.running()
        try book.say(.tuition(.pay(payment("a", fen: 60_000, reference: "bank-a"))))
        try book.say(.tuition(.pay(payment("b", fen: 40_000))))
        try book.say(deposit(30_000))
        return book
    }

    private static func entry(_ reference: Identifier, _ book: Book) -> BankEntry? {
        book.state.bankEntries[BankEntryID(BankAccountID(institution, .fee), reference)]
    }

    @Test func `lines match by reference and amount`() throws {
        var book = try Self.book()
        let facts = try book.say(
            statement(book.today, [("bank-a", .entry, 60_000), ("b", .entry, 40_001), ("c", .entry, 500)]))
        #expect(
            facts.reconciled == [
                StatementReconciled(institution: institution, account: .fee, day: book.today, matched: 1, open: 2)
            ])
        #expect(Self.entry("bank-a", book)?.isOpen == false)
        #expect(Self.entry("b", book)?.isOpen == true)
        #expect(Self.entry("c", book) == BankEntry(statement: Fen(500), since: book.today))
        // Nothing is adjusted.
        #expect(book.balance(.bank) == 100_000)
        #expect(facts.flatMap(\.transfers).isEmpty)
        let deposits = try book.say(statement(book.today, of: .deposit, [("deposit", .entry, 30_000)]))
        #expect(deposits.reconciled.map(\.matched) == [1])
    }

    @Test func `a payment that the books learn of later matches then`() throws {
        var book = try Book.running()
        try book.say(statement(book.today, [("e", .entry, 100_000), ("f", .entry, 7)]))
        try book.say(.tuition(.pay(payment())))
        #expect(Self.entry("e", book)?.isOpen == false)
        try book.say(.tuition(.pay(payment("f", fen: 8))))
        #expect(Self.entry("f", book)?.isOpen == true)
    }

    @Test func `what the bank paid out is matched by the instruction`() throws {
        var book = try Self.book()
        try book.say(ask(nil, of: "a"))
        try book.say(answer(agreed: true))
        try book.bankAnswers()
        let facts = try book.say(
            statement(
                book.today, [("bank-a", .entry, 60_000), ("b", .entry, 40_000), ("\(institution)-1", .entry, -60_000)],
                closing: 40_000))
        #expect(facts.reconciled.map(\.open) == [0])
    }

    typealias Wrong = (
        account: BankAccount, day: String, opening: Int64, lines: [(Identifier, StatementLineKind, Int64)],
        closing: Int64,
        verdict: String
    )

    static let statements: [Wrong] = [
        // The statement of 1 March closed with 100,000; it is 3 March.
        (.fee, "2022-03-02", 100_000, [], 100_000, "accepted"),
        (.fee, "2022-03-03", 100_000, [("x", .entry, 5), ("y", .entry, -5)], 100_000, "accepted"),
        (.fee, "2022-03-03", 100_000, [("x", .entry, 5)], 100_004, "STATEMENT_SUM_WRONG"),
        (.fee, "2022-03-03", 100_000, [("x", .entry, 5)], 100_006, "STATEMENT_SUM_WRONG"),
        (.fee, "2022-03-03", 100_001, [], 100_001, "STATEMENT_GAP"),
        (.fee, "2022-03-01", 100_000, [], 100_000, "STATEMENT_GAP"),
        (.fee, "2022-02-28", 0, [], 0, "STATEMENT_GAP"),
        (.deposit, "2022-03-03", 1, [], 1, "STATEMENT_GAP"),
        (.deposit, "2022-02-28", 0, [], 0, "accepted"),
        (.fee, "2022-03-04", 100_000, [], 100_000, "DATA_INVALID"),
        (.fee, "2022-03-03", 100_000, [("x", .entry, 0)], 100_000, "DATA_INVALID"),
        (.fee, "2022-03-03", 100_000, [("x", .entry, 1), ("x", .entry, 2)], 100_003, "DATA_INVALID"),
        (.fee, "2022-03-03", 100_000, [("b", .entry, 40_000)], 140_000, "ALREADY_EXISTS"),
        // The deposit account's references are its own.
        (.deposit, "2022-03-03", 0, [("b", .entry, 40_000)], 40_000, "accepted"),
        // A charge under the reference of a payment.
        (.deposit, "2022-03-03", 0, [("deposit", .fee, -40)], -40, "ALREADY_EXISTS"),
        // No number stops the rules.
        (.fee, "2022-03-03", .max, [("x", .entry, 1)], .min, "DATA_INVALID"),
        (.fee, "2022-03-03", 100_000, [("x", .entry, .min)], 100_000, "DATA_INVALID"),
        (.fee, "2022-03-03", 100_000, [("x", .interest, .max)], 100_000, "DATA_INVALID"),
        (.fee, "2022-03-03", 100_000, [("x", .entry, 1_000_000_000_000)], 1_000_000_100_000, "accepted"),
        (.fee, "2022-03-03", 100_000, [("x", .entry, 1_000_000_000_001)], 1_000_000_100_001, "DATA_INVALID"),
        (.fee, "9999-12-31", 100_000, [], 100_000, "DATA_INVALID"),
    ]

    @Test(arguments: statements)
    func `a statement is right, and follows the one before, or nothing of it is taken`(_ row: Wrong) throws {
        var book = try Self.book()
        try book.say(statement(book.today, [("bank-a", .entry, 60_000), ("b", .entry, 40_000)]))
        try book.open(through: "2022-03-03")
        let command = statement(
            day(row.day), of: row.account, opening: row.opening, row.lines.map { ($0.0, $0.1, $0.2) },
            closing: row.closing)
        #expect(book.verdict(command) == row.verdict)
    }

    @Test func `a hundred thousand lines of the largest amounts are summed, one more is refused`() throws {
        let book = try Book.running()
        func lines(_ count: Int) -> [(reference: Identifier, kind: StatementLineKind, fen: Int64)] {
            (0..<count).map { ("line \($0)", .entry, $0 % 2 == 0 ? 1_000_000_000_000 : -1_000_000_000_000) }
        }
        #expect(book.verdict(statement(book.today, lines(100_000), closing: 0)) == "accepted")
        #expect(book.verdict(statement(book.today, lines(100_001), closing: 0)) == "DATA_INVALID")
        let all = lines(100_000).map { ($0.reference, $0.kind, Int64(1_000_000_000_000)) }
        #expect(book.verdict(statement(book.today, all, closing: 0)) == "STATEMENT_SUM_WRONG")
    }

    @Test func `an account without a first statement opens with nothing, and needs an account`() throws {
        #expect(try Book.running().verdict(statement(day("2022-03-01"), opening: 1, [])) == "STATEMENT_GAP")
        #expect(Book().verdict(statement(day("2022-03-01"), [])) == "awaits account")
    }

    @Test func `charges and interest are booked by the statement`() throws {
        var book = try Self.book()
        try book.say(
            statement(
                book.today,
                [
                    ("bank-a", .entry, 60_000), ("b", .entry, 40_000), ("f1", .fee, -300), ("f2", .fee, 100),
                    ("i1", .interest, 70), ("i2", .interest, -20),
                ]))
        #expect(book.balance(.fees) == 200)
        #expect(book.balance(.interest) == 50)
        #expect(book.balance(.bank) == 99_850)
        try book.say(
            statement(
                book.today, of: .deposit,
                [("deposit", .entry, 30_000), ("f3", .fee, -10), ("i3", .interest, 40), ("i4", .interest, -15)]))
        #expect(book.balance(.depositBank) == 30_015)
        #expect(book.balance(.riskDeposit) == 30_025)
        #expect(book.state.bankEntries.ids.allSatisfy { book.state.bankEntries[$0]?.isOpen == false })
    }

    @Test func `a charge that the books do not hold is a difference, not a debt of nobody`() throws {
        var book = try Book.running()
        let facts = try book.say(
            statement(
                book.today,
                [("in", .entry, 500), ("charge", .fee, -400), ("back", .fee, 900), ("taken", .interest, -30)]))
        #expect(
            facts.reconciled == [
                StatementReconciled(institution: institution, account: .fee, day: book.today, matched: 0, open: 4)
            ])
        #expect(book.balances.isEmpty)
    }

    @Test func `a difference is explained once, and anew when a side changes`() throws {
        var book = try Self.book()
        func clear(_ reference: Identifier, _ explanation: Prose = "seen") -> Command {
            .bank(
                .clearDifference(
                    DifferenceCleared(
                        institution: institution, account: .fee, reference: reference, explanation: explanation)))
        }
        #expect(book.verdict(clear("x")) == "REFERENCE_UNKNOWN")
        try book.say(statement(book.today, [("bank-a", .entry, 60_000), ("x", .entry, 5)]))
        #expect(book.verdict(clear("bank-a")) == "STATE_FORBIDS")
        let before = book.balances
        try book.say(clear("x"))
        #expect(book.verdict(clear("x")) == "STATE_FORBIDS")
        #expect(Self.entry("x", book)?.isOpen == false)
        #expect(book.balances == before)
        try book.say(.tuition(.pay(payment("x", fen: 6))))
        #expect(Self.entry("x", book)?.isOpen == true)
    }
}

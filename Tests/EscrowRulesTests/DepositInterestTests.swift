import EscrowRules
import Model
import Testing

/// Interest of the risk deposit is deposit like any other (R1.40, R1.67).
struct DepositInterestTests {
    @Test func `families that got too little are paid from interest of the deposit that comes later`() throws {
        var book = try Book.enrolled(hours: 10, mode: .deposit)
        try book.say(deposit(30_000))
        try book.open(through: "2022-03-07")
        try book.bankAnswers()
        #expect(
            try book.overnight(.accounts(.follow(snapshot(.absconded)))).settled.map(\.paidFen.rawValue) == [30_000])
        try book.bankAnswers()
        let lines: [(Identifier, StatementLineKind, Int64)] = [
            ("deposit", .entry, 30_000), ("paid", .entry, -30_000), ("interest", .interest, 42),
        ]
        let facts = try book.overnight(statement(book.today, of: .deposit, lines))
        #expect(facts.instructed.told == ["refund 42 deposit sent"])
        try book.bankAnswers()
        #expect(book.balances == [.advanced: 69_958, .unconsumed: 69_958])
    }

    @Test func `interest of a deposit that nobody waits for stays in it`() throws {
        var book = try Book.running()
        try book.say(deposit(30_000))
        let facts = try book.say(
            statement(book.today, of: .deposit, [("deposit", .entry, 30_000), ("interest", .interest, 42)]))
        #expect(facts.instructed.isEmpty)
        #expect(book.balances == [.depositBank: 30_042, .riskDeposit: 30_042])
    }
}

import EscrowRules
import Model
import Testing

/// A payment that breaks a rule lies in the bank nevertheless: it stands in suspense and goes back by the original
/// route.
struct SuspenseTests {
    /// A payment without a contract.
    private static let wrong = Command.tuition(.pay(payment(fen: 80_000, reference: "bank-1", contract: nil)))

    @Test func `a payment that breaks a rule stands in suspense, is reported and instructed back`() throws {
        var book = try Book.running()
        let facts = try book.say(Self.wrong)
        let suspended = try #require(facts.suspended.first)
        #expect(suspended.reference == "bank-1")
        #expect(suspended.enrolment == "e")
        #expect(suspended.amountFen == Fen(80_000))
        #expect(suspended.reason == .contractMissing)
        #expect(!suspended.detail.description.contains(/pupil of e|guardian/))
        let instruction = try #require(facts.instructed.first)
        #expect(instruction.purpose == .suspenseReturn)
        #expect(instruction.payee == "bank-1")
        #expect(instruction.id == "\(institution)-1")
        #expect(instruction.validThrough == day("2022-03-08"))
        #expect(book.balances == [.bank: 80_000, .suspense: 80_000])
        #expect(book.state.ledger.available(.bank(institution)) == .zero)
        try book.bankAnswers()
        #expect(book.balances.isEmpty)
    }

    @Test func `the same entry of the bank is in the books once`() throws {
        var book = try Book.running()
        try book.say(Self.wrong)
        #expect(book.verdict(Self.wrong) == "ALREADY_EXISTS")
        #expect(book.verdict(.tuition(.pay(payment("another", reference: "bank-1")))) == "ALREADY_EXISTS")
        // The enrolment is free for a payment that is right.
        #expect(book.verdict(.tuition(.pay(payment()))) == "accepted")
    }

    @Test func `what the bank returned is instructed again on settlement day, until it is paid`() throws {
        var book = try Book.running()
        try book.say(Self.wrong)
        try book.bankAnswers(.returned)
        #expect(book.state.ledger.available(.suspense(institution)) == Fen(80_000))
        // Monday 7 March is the week's first working day.
        let told = try book.open(through: "2022-03-07")
        #expect(told.map(\.day) == ["2022-03-07"])
        #expect(told.last?.facts.instructed.map(\.id) == ["\(institution)-2"])
        #expect(book.state.instructions["\(institution)-1"]?.status == .replaced)
        try book.bankAnswers()
        #expect(book.balances.isEmpty)
        #expect(try book.open(through: "2022-04-01").isEmpty)
    }

    @Test func `what the bank did not answer in time counts as returned`() throws {
        var book = try Book.running()
        try book.say(Self.wrong)
        let told = try book.open(through: "2022-03-14")
        #expect(told.map(\.day) == ["2022-03-09", "2022-03-14"])
        #expect(told.first?.facts.failed.map(\.id) == ["\(institution)-1"])
        #expect(told.last?.facts.instructed.map(\.id) == ["\(institution)-2"])
        #expect(book.verdict(bank(.paid, "\(institution)-1")) == "STATE_FORBIDS")
    }

    @Test func `a payment whose course never becomes known goes back`() throws {
        var book = try Book.running()
        let payment = payment(course: "piano")
        #expect(book.verdict(.tuition(.pay(payment))) == "awaits course")
        let facts = try book.say(.tuition(.suspend(payment)))
        #expect(facts.suspended.map(\.reason) == [.referenceUnknown])
        #expect(facts.instructed.told == ["suspenseReturn 100000 fee sent"])
        #expect(book.verdict(.tuition(.suspend(payment))) == "ALREADY_EXISTS")
        #expect(Book().verdict(.tuition(.suspend(payment))) == "awaits account")
    }

    @Test func `under a freeze payments go back`() throws {
        var book = try Book.running()
        try book.say(freeze)
        #expect(book.verdict(.tuition(.pay(payment()))) == "ACCOUNT_FROZEN")
        try book.say(.tuition(.pay(payment())))
        try book.bankAnswers()
        #expect(book.balances.isEmpty)
    }
}

import EscrowRules
import Model
import Testing

/// What is due is paid out once a week (R1.35); the bank's answers; a failed payment leads back to where the money was.
struct SettlementTests {
    @Test func `what is due is paid out on the first working day of the week, when the bank has paid`() throws {
        // The week of 3 October 2022 begins with holidays; its first working day is Saturday 8 October.
        var book = try Book.enrolled(on: "2022-09-26")
        try book.teach(1)
        #expect(try book.open(through: "2022-10-07").isEmpty)
        try book.teach(2)
        let told = try book.open(through: "2022-10-08")
        #expect(told.flatMap(\.facts).instructed.told == ["settlement 5000 fee sent"])
        let instruction = try #require(book.waiting.first)
        #expect(instruction.payee.description == institution.description)
        #expect(instruction.validThrough == day("2022-10-13"))
        #expect(book.balances == [.bank: 100_000, .unconsumed: 95_000, .released: 5_000])
        #expect(book.state.ledger.available(.bank(institution)) == Fen(95_000))
        try book.bankAnswers(.accepted)
        #expect(book.balance(.bank) == 100_000)
        try book.bankAnswers()
        #expect(book.balances == [.bank: 95_000, .unconsumed: 95_000])
        #expect(book.transfers.suffix(3).map(\.phase.name) == ["posted", "pending", "post"])
    }

    @Test func `a week without a working day settles nothing`() throws {
        // Spring Festival 2022: the whole week of 31 January is off.
        var book = try Book.enrolled(on: "2022-01-30")
        try book.teach(1)
        #expect(try book.open(through: "2022-02-14").map(\.day) == ["2022-02-07", "2022-02-14"])
        // The bank did not answer for five working days.
        #expect(book.state.instructions["\(institution)-1"]?.status == .sent)
    }

    static let answers: [([BankAnswer], InstructionStatus)] = [
        ([.paid], .paid), ([.accepted, .paid], .paid), ([.returned], .failed), ([.accepted, .returned], .failed),
        ([], .failed), ([.accepted], .failed),
    ]

    @Test(arguments: answers)
    func `a settlement that is returned or not answered in time is due again`(
        _ answers: [BankAnswer], _ status: InstructionStatus
    ) throws {
        var book = try Book.enrolled()
        try book.teach(1)
        try book.open(through: "2022-03-07")
        for answer in answers { try book.bankAnswers(answer) }
        // Valid through Monday 14 March.
        try book.open(through: "2022-03-13")
        if status == .failed, !answers.contains(.returned) {
            #expect(book.state.instructions["\(institution)-1"]?.status.isPending == true)
        }
        try book.open(through: "2022-03-15")
        #expect(book.state.instructions["\(institution)-1"]?.status == status)
        guard status == .failed else {
            #expect(book.balances == [.bank: 97_500, .unconsumed: 97_500])
            return
        }
        #expect(book.balance(.bank) == 100_000)
        let told = try book.open(through: "2022-03-21").flatMap(\.facts).instructed.told
        #expect((book.state.instructions["\(institution)-2"]?.amount ?? .zero) == Fen(2_500))
        #expect(told == (answers.contains(.returned) ? [] : ["settlement 2500 fee sent"]))
        try book.bankAnswers()
        #expect(book.balances == [.bank: 97_500, .unconsumed: 97_500])
    }

    @Test func `an answer is about an instruction that waits, of its institution`() throws {
        var book = try Book.enrolled()
        try book.teach(1)
        #expect(book.verdict(bank(.paid, "\(institution)-1")) == "awaits instruction")
        try book.open(through: "2022-03-07")
        #expect(book.verdict(bank(.paid, "\(institution)-1", at: other)) == "DATA_INVALID")
        try book.bankAnswers(.accepted)
        #expect(book.verdict(bank(.accepted, "\(institution)-1")) == "STATE_FORBIDS")
        try book.bankAnswers()
        for answer in BankAnswer.allCases { #expect(book.verdict(bank(answer, "\(institution)-1")) == "STATE_FORBIDS") }
    }

    @Test func `a freeze stops settlement, not what is on its way or goes to families`() throws {
        var book = try Book.enrolled()
        try book.teach(1)
        try book.open(through: "2022-03-07")
        try book.teach(2)
        let frozen = ReleasesFrozen(institution: institution, cause: "red alert", unconsumedFen: Fen(95_000))
        #expect(try book.say(freeze) == [.accounts(.frozen(frozen))])
        #expect(book.verdict(freeze) == "STATE_FORBIDS")
        try book.bankAnswers()
        try book.say(ask())
        try book.open(through: "2022-03-15")
        #expect(book.waiting.told == ["refund 95000 fee sent"])
        try book.bankAnswers()
        #expect(book.balances == [.bank: 2_500, .pendingRelease: 2_500])
        #expect(try book.say(unfreeze) == [.accounts(.unfrozen(ReleasesUnfrozen(institution: institution)))])
        #expect(book.verdict(unfreeze) == "STATE_FORBIDS")
        #expect(try book.open(through: "2022-03-21").flatMap(\.facts).instructed.told == ["settlement 2500 fee sent"])
    }

    @Test func `a freeze waits for the account`() throws {
        #expect(Book().verdict(freeze) == "awaits account")
        #expect(Book().verdict(unfreeze) == "awaits account")
    }

    @Test func `instructions of an institution are numbered without a gap`() throws {
        var book = try Book.running()
        for number in 1...12 { try book.say(.tuition(.pay(payment("e\(number)", contract: nil)))) }
        #expect(book.waiting.map(\.id) == (1...12).map { "\(institution)-\($0)" })
    }

    @Test func `an answer to an instruction whose refund was not read waits for the instruction`() throws {
        var book = try Book.enrolled()
        try book.say(ask(.withoutReason))
        let instruction = try #require(book.waiting.first)
        #expect(instruction.refund == "r")
        var state = State()
        state.institutions.load(try #require(book.state.institutions[institution]), as: institution)
        state.load(instruction)
        #expect(throws: Refusal.awaits(.instruction(instruction.id))) {
            try decide(bank(.paid, instruction.id), state, book.circumstances)
        }
    }
}

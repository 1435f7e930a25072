import EscrowRules
import Model
import Testing

/// Clearance for deregistration (R2.31), creditors (R1.81), and pupils that go on elsewhere (R6.05).
struct ClosureTests {
    private static let deregistering = Command.accounts(.follow(snapshot(.deregistering)))
    private static let distribute = Command.families(
        .distributeRemainder(RemainderDistributed(institution: institution)))

    private static func claim(_ claim: Identifier, _ rank: ClaimRank, _ fen: Int64) -> Command {
        .families(.fileClaim(ClaimFiled(institution: institution, claim: claim, rank: rank, amountFen: Fen(fen))))
    }

    @Test func `an institution that holds nothing is cleared at once, and once`() throws {
        var unknown = Book()
        #expect(try unknown.say(Self.deregistering).cleared == [institution])
        #expect(try unknown.open(through: "2022-04-01").isEmpty)
        var empty = try Book.running()
        #expect(try empty.say(Self.deregistering).cleared == [institution])
        #expect(empty.verdict(.tuition(.pay(payment()))) == "INSTITUTION_NOT_OPERATING")
    }

    @Test func `what it earned and its deposit are paid out first, and the registry is told when the bank has paid`()
        throws
    {
        var book = try Book.enrolled(hours: 2)
        try book.say(deposit(30_000))
        let facts = try book.say(Self.deregistering)
        #expect(facts.cleared.isEmpty && facts.instructed.isEmpty)
        try book.teach(1)
        try book.say(ask())
        try book.say(answer(agreed: true))
        #expect(try book.openDay().instructed.isEmpty)
        try book.bankAnswers()
        // No family has money there: everything else goes out.
        let told = try book.openDay()
        #expect(told.instructed.told == ["settlement 50000 fee sent", "depositReturn 30000 deposit sent"])
        #expect(told.cleared.isEmpty)
        try book.bankAnswers(.returned)
        #expect(
            try book.openDay().instructed.told == ["settlement 50000 fee sent", "depositReturn 30000 deposit sent"])
        try book.bankAnswers(.accepted)
        #expect(try book.openDay().isEmpty)
        try book.bankAnswers()
        #expect(book.balances.isEmpty)
        #expect(try book.openDay().cleared == [institution])
        #expect(try book.open(through: "2022-04-01").isEmpty)
    }

    @Test func `under a freeze, or with a payment in suspense, nobody is cleared`() throws {
        var book = try Book.running()
        try book.say(freeze)
        #expect(try book.say(Self.deregistering).cleared.isEmpty)
        try book.say(unfreeze)
        try book.say(.tuition(.pay(payment())))
        #expect(try book.openDay().cleared.isEmpty)
        try book.bankAnswers()
        #expect(try book.openDay().cleared == [institution])
    }

    @Test func `shares that are not due yet hold the clearance up`() throws {
        var book = try Book.enrolled(hours: 1, mode: .rolling)
        try book.teach(1)
        try book.say(Self.deregistering)
        var cleared: [String] = []
        while book.today < day("2022-07-01") {
            if try !book.openDay().cleared.isEmpty { cleared.append(book.today.description) }
            try book.bankAnswers()
        }
        #expect(cleared == ["2022-06-02"])
        #expect(book.balances.isEmpty)
    }

    // MARK: Creditors

    @Test(arguments: InstitutionStatus.allCases)
    func `claims are filed against an institution that stops`(_ status: InstitutionStatus) throws {
        var book = try Book.running()
        try book.say(.accounts(.follow(snapshot(status))))
        #expect(
            book.verdict(Self.claim("c", .wages, 1))
                == (status.isClosed || status == .deregistering ? "accepted" : "STATE_FORBIDS"))
        #expect(book.verdict(Self.distribute) == (status.isClosed ? "FUNDS_INSUFFICIENT" : "STATE_FORBIDS"))
    }

    @Test func `a claim is above zero, in bounds, and filed once`() throws {
        var book = try Book.running()
        try book.say(AbscondTests.absconded)
        let amounts: [(Int64, String)] = [
            (0, "AMOUNT_NOT_POSITIVE"), (-1, "AMOUNT_NOT_POSITIVE"), (.max, "DATA_INVALID"),
            (1_000_000_000_000, "accepted"),
        ]
        for (fen, verdict) in amounts { #expect(book.verdict(Self.claim("c", .other, fen)) == verdict) }
        try book.say(Self.claim("c", .other, 1))
        #expect(book.verdict(Self.claim("c", .wages, 2)) == "ALREADY_EXISTS")
        #expect(Book().verdict(Self.claim("c", .wages, 1)) == "awaits account")
    }

    @Test func `families come first, then wages, then others, pro rata within a rank`() throws {
        var book = try Book.running()
        try book.say(.tuition(.pay(payment("a", hours: 2, fen: 100_000))))
        try book.teach(1, "a")
        try book.say(deposit(40_000))
        try book.overnight(AbscondTests.absconded)
        try book.say(Self.claim("w1", .wages, 60_000))
        try book.say(Self.claim("o2", .other, 20_000))
        try book.say(Self.claim("o1", .other, 40_001))
        #expect(book.verdict(Self.distribute) == "FUNDS_INSUFFICIENT")
        try book.bankAnswers()
        #expect(book.balances == [.bank: 50_000, .pendingRelease: 50_000, .depositBank: 40_000, .riskDeposit: 40_000])
        let facts = try book.say(Self.distribute)
        #expect(facts.instructed.map(\.payee) == ["w1", "w1", "o1", "o2"])
        #expect(
            facts.instructed.told == [
                "creditor 50000 fee sent", "creditor 10000 deposit sent", "creditor 20000 deposit sent",
                "creditor 10000 deposit sent",
            ])
        #expect(book.verdict(Self.distribute) == "FUNDS_INSUFFICIENT")
        // One is returned: it is told again on settlement day, to whoever it was for.
        try book.say(bank(.returned, facts.instructed[2].id))
        try book.bankAnswers()
        #expect(try book.open(through: "2022-03-07").flatMap(\.facts).instructed.map(\.payee) == ["o1"])
        try book.bankAnswers()
        #expect(book.balances.isEmpty)
        // What comes in later is for what is still owed.
        try book.say(deposit(100_000, "late"))
        #expect(
            try book.say(Self.distribute).instructed.told == [
                "creditor 20001 deposit sent", "creditor 10000 deposit sent",
            ])
    }

    @Test func `what an absconded institution earned, and no share makes due any more, goes to its creditors`() throws {
        var book = try Book.enrolled(hours: 1, mode: .rolling)
        try book.teach(1)
        try book.say(AbscondTests.absconded)
        try book.say(Self.claim("w", .wages, 200_000))
        #expect(try book.say(Self.distribute).instructed.told == ["creditor 100000 fee sent"])
        try book.bankAnswers()
        #expect(book.balances.isEmpty)
    }

    @Test func `a creditor's money that a cancelled lesson took back is not told to the bank`() throws {
        var book = try Book.enrolled(hours: 1)
        try book.teach(1)
        try book.say(.accounts(.follow(snapshot(.revoked))))
        try book.say(Self.claim("w", .wages, 100_000))
        try book.say(Self.distribute)
        try book.bankAnswers(.returned)
        _ = try book.cancel(1)
        #expect(
            try book.open(through: "2022-03-07").flatMap(\.facts).instructed.told == ["creditor 100000 fee uncovered"])
        #expect(book.balances == [.bank: 100_000, .unconsumed: 100_000])
    }

    // MARK: Pupils

    private static func move(_ enrolment: Identifier = "e", to id: USCC = other) -> Command {
        .tuition(
            .transferEnrolment(
                EnrolmentTransferred(
                    enrolment: enrolment, institution: institution, toInstitution: id, toEnrolment: "there")))
    }

    @Test func `a pupil's money goes on to the account of another institution, where it is a payment`() throws {
        var book = try Book.enrolled(hours: 4)
        try book.open(other)
        try book.teach(1)
        try book.hold(2)
        let facts = try book.say(Self.move())
        #expect(facts.released.map(\.lesson) == [2])
        #expect(facts.instructed.told == ["transfer 50000 fee sent"])
        #expect(facts.instructed.map(\.payee) == ["\(other)/there"])
        try book.bankAnswers()
        #expect(book.balances == [.bank: 50_000, .pendingRelease: 50_000])
        #expect(
            try book.say(.tuition(.pay(payment("there", at: other, hours: 2, fen: 50_000, from: "e")))).suspended
                .isEmpty)
        #expect(book.state.unconsumed(of: other) == Fen(50_000))
        #expect(book.verdict(Self.move()) == "NOTHING_TO_REFUND")
    }

    @Test
    func `a pupil goes on with money, to another institution that may take it, and not while a refund is asked for`()
        throws
    {
        var book = try Book.enrolled(hours: 4)
        #expect(book.verdict(Self.move("x")) == "awaits enrolment")
        #expect(book.verdict(Self.move()) == "awaits account")
        #expect(book.verdict(Self.move(to: institution)) == "DATA_INVALID")
        try book.open(other)
        try book.say(ask())
        #expect(book.verdict(Self.move()) == "STATE_FORBIDS")
        try book.say(answer(agreed: false))
        #expect(book.verdict(Self.move()) == "STATE_FORBIDS")
        try book.say(.families(.decideRefund(RefundDecided(refund: "r", institution: institution, upheld: false))))
        #expect(book.verdict(Self.move()) == "accepted")
        try book.say(.accounts(.freeze(AccountFrozen(institution: other, cause: "cause"))))
        #expect(book.verdict(Self.move()) == "ACCOUNT_FROZEN")
        try book.say(.accounts(.follow(snapshot(.revoked, of: other))))
        #expect(book.verdict(Self.move()) == "INSTITUTION_NOT_OPERATING")
    }
}

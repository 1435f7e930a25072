import EscrowRules
import Model
import Testing

/// An institution whose people are gone: freeze, every family's claim, in full or pro rata (R1.80, R1.81, R1.87).
struct AbscondTests {
    static let absconded = Command.accounts(.follow(snapshot(.absconded)))

    @Test func `every family gets back what was not taught`() throws {
        var book = try Book.running()
        for (enrolment, fen) in [("c", 100_001), ("a", 50_003), ("b", 30_000), ("d", 10_000)] as [(Identifier, Int64)] {
            try book.say(.tuition(.pay(payment(enrolment, hours: 3, fen: fen))))
        }
        try book.teach(1, "c")
        try book.teach(1...2, "a")
        try book.teach(1...3, "b")
        // Held and not confirmed: silence is no consent to people who are gone.
        try book.hold(1, "d")
        try book.say(ask(nil, of: "a"))
        let facts = try book.overnight(Self.absconded)
        #expect(
            facts.settled == [
                ClaimsSettled(institution: institution, families: 3, claimsFen: Fen(93_337), paidFen: Fen(93_337))
            ])
        #expect(facts.released.isEmpty)
        #expect(facts.closed == [.claimSettled])
        #expect(facts.instructed.map(\.enrolment) == ["a", "c", "d"])
        #expect(facts.instructed.told == ["refund 16669 fee sent", "refund 66668 fee sent", "refund 10000 fee sent"])
        guard case .accounts(.frozen(let frozen)) = facts[1] else {
            Issue.record("the second fact is the freeze")
            return
        }
        #expect(frozen.unconsumedFen == Fen(93_337))
        try book.bankAnswers()
        // What was due and not settled stays, for the creditors.
        #expect(book.balances == [.bank: 96_667, .pendingRelease: 96_667])
        #expect(try book.open(through: "2022-06-01").flatMap(\.facts).withoutAlerts.isEmpty)
        #expect(book.verdict(unfreeze) == "STATE_FORBIDS")
        #expect(book.verdict(freeze) == "STATE_FORBIDS")
        #expect(book.state.refunds["r"]?.status == .repaid)
        #expect(try book.say(Self.absconded).isEmpty)
        #expect(
            book.verdict(
                .tuition(.holdLesson(LessonHeld(institution: institution, course: "course", lesson: 5, roll: ["a"]))))
                == "INSTITUTION_NOT_OPERATING")
        #expect(book.verdict(.tuition(.pay(payment("new")))) == "INSTITUTION_NOT_OPERATING")
    }

    typealias Ratio = (claims: [Int64], available: Int64, shares: [Int64])

    static let ratios: [Ratio] = [
        ([300, 200, 100], 600, [300, 200, 100]), ([300, 200, 100], 601, [300, 200, 100]),
        ([300, 200, 100], 599, [299, 200, 100]),
        ([300, 200, 100], 300, [150, 100, 50]), ([1, 1, 1], 2, [0, 1, 1]), ([1, 1, 1], 1, [0, 0, 1]),
        ([100, 100, 100], 100, [33, 33, 34]),
        // A fen that is left goes to the claim that completes it.
        ([10, 20, 70], 99, [9, 20, 70]), ([33, 33, 34], 50, [16, 17, 17]), ([5], 0, [0]), ([5, 5], -3, [0, 0]),
        ([], 5, []),
        (
            [1_000_000_000_000_000, 1_000_000_000_000_000, 1], 1_000_000_000_000_001,
            [500_000_000_000_000, 500_000_000_000_000, 1]
        ),
    ]

    @Test(arguments: ratios)
    func `what there is is shared pro rata to the fen, each part rounded down or up`(_ row: Ratio) {
        let shares = proRata(row.claims.map { Fen($0) }, available: Fen(row.available)).map(\.rawValue)
        #expect(shares == row.shares)
        #expect(shares.reduce(0, +) == max(0, min(row.available, row.claims.reduce(0, +))))
        let sum = row.claims.reduce(0, +)
        for (claim, share) in zip(row.claims, shares) where (0..<sum).contains(row.available) {
            let exact = sum.dividingFullWidth(claim.multipliedFullWidth(by: row.available))
            #expect(share == exact.quotient || exact.remainder > 0 && share == exact.quotient + 1)
        }
    }

    /// Three families in the mode «deposit», all paid out, and a fourth whose money lies in the account.
    private static func short(deposit fen: Int64) throws -> Book {
        var book = try Book.running(mode: .deposit)
        for (enrolment, amount) in [("a", 50_000), ("b", 30_000), ("c", 20_001)] as [(Identifier, Int64)] {
            try book.say(.tuition(.pay(payment(enrolment, hours: 10, fen: amount))))
        }
        if fen > 0 { try book.say(deposit(fen)) }
        try book.open(through: "2022-03-07")
        try book.bankAnswers()
        try book.say(.accounts(.assignMode(ReleaseModeAssigned(institution: institution, mode: .perLesson))))
        try book.say(.tuition(.pay(payment("d", hours: 10, fen: 50_000))))
        return book
    }

    @Test func `short money is shared over both accounts, and again when a deposit comes in`() throws {
        var book = try Self.short(deposit: 40_000)
        let facts = try book.overnight(Self.absconded)
        #expect(
            facts.settled == [
                ClaimsSettled(institution: institution, families: 4, claimsFen: Fen(150_001), paidFen: Fen(90_000))
            ])
        // 90,000 of 150,001, each rounded down; a fen that is left to the claim that completes it.
        var paid = Dictionary(grouping: facts.instructed, by: { $0.enrolment ?? "none" }).mapValues {
            $0.reduce(0) { $0 + $1.amount.rawValue }
        }
        #expect(paid == ["a": 29_999, "b": 18_000, "c": 12_001, "d": 30_000])
        #expect(facts.instructed.reduce(0) { $0 + ($1.account == .fee ? $1.amount.rawValue : 0) } == 50_000)
        try book.bankAnswers()
        #expect(book.balances == [.unconsumed: 60_001, .advanced: 60_001])
        let later = try book.overnight(deposit(100_000, "d2"))
        #expect(
            later.settled == [
                ClaimsSettled(institution: institution, families: 4, claimsFen: Fen(60_001), paidFen: Fen(60_001))
            ])
        for instruction in later.instructed {
            paid[instruction.enrolment ?? "none", default: 0] += instruction.amount.rawValue
        }
        #expect(paid == ["a": 50_000, "b": 30_000, "c": 20_001, "d": 50_000])
        try book.bankAnswers()
        #expect(book.balances == [.depositBank: 39_999, .riskDeposit: 39_999])
    }

    @Test func `open fees are counted out once, however often families are paid`() throws {
        var book = try Self.short(deposit: 1)
        try book.overnight(Self.absconded)
        #expect(book.state.institutions[institution]?.openFees == .zero)
        for number in 1...3 {
            try book.overnight(deposit(1_000, "more \(number)"))
            #expect(book.state.institutions[institution]?.openFees == .zero)
            #expect(book.state.institutions[institution]?.openDepositFees == .zero)
        }
    }

    @Test func `who asked for a refund that was not covered shares with the others`() throws {
        var book = try Self.short(deposit: 0)
        try book.say(ask(nil, of: "a"))
        try book.say(answer(agreed: true))
        #expect(book.balance(.refundsPayable) == 50_000)
        let facts = try book.overnight(Self.absconded)
        #expect(
            facts.settled == [
                ClaimsSettled(institution: institution, families: 4, claimsFen: Fen(150_001), paidFen: Fen(50_000))
            ])
        #expect(facts.instructed.filter { $0.status == .sent }.map(\.enrolment) == ["a", "b", "c", "d"])
        #expect(
            facts.instructed.filter { $0.status == .sent }.told == [
                "refund 16666 fee sent", "refund 10000 fee sent", "refund 6667 fee sent", "refund 16667 fee sent",
            ])
        try book.bankAnswers()
        #expect(book.state.refunds["r"]?.status == .agreed)
        try book.overnight(deposit(100_001))
        try book.bankAnswers()
        #expect(book.state.refunds["r"]?.status == .repaid)
        #expect(book.balances.isEmpty)
    }

    @Test func `a charge that the bank gives back is shared out when the next day opens`() throws {
        var book = try Book.running()
        for enrolment: Identifier in ["a", "b"] { try book.say(.tuition(.pay(payment(enrolment, fen: 10_000)))) }
        try book.say(statement(book.today, [("a", .entry, 10_000), ("b", .entry, 10_000), ("charge", .fee, -5_000)]))
        let facts = try book.overnight(Self.absconded)
        #expect(facts.instructed.told == ["refund 7500 fee sent", "refund 7500 fee sent"])
        try book.bankAnswers()
        try book.open(through: "2022-03-04")
        try book.say(statement(book.today, opening: 15_000, [("given back", .fee, 5_000)]))
        #expect(
            try book.open(through: "2022-03-07").flatMap(\.facts).instructed.told == [
                "refund 2500 fee sent", "refund 2500 fee sent",
            ])
        try book.bankAnswers()
        #expect(book.balance(.unconsumed("a")) + book.balance(.unconsumed("b")) == 0)
    }

    @Test func `what is due to it and what it earned goes to families whose money it had`() throws {
        var book = try Book.running(mode: .deposit)
        try book.say(.tuition(.pay(payment("had", hours: 10, fen: 100_000))))
        try book.open(through: "2022-03-07")
        try book.bankAnswers()
        try book.say(.accounts(.assignMode(ReleaseModeAssigned(institution: institution, mode: .rolling))))
        try book.say(.tuition(.pay(payment("rolling", hours: 10, fen: 50_000))))
        try book.teach(1...10, "rolling")
        #expect(book.balance(.earned) == 50_000)
        let facts = try book.overnight(Self.absconded)
        #expect(facts.settled.map(\.paidFen) == [Fen(50_000)])
        try book.bankAnswers()
        #expect(book.balances == [.unconsumed: 50_000, .advanced: 50_000])
        // A lesson of the finished family that is cancelled now: its claim joins the others.
        try book.say(.tuition(.cancelLesson(LessonCancelled(institution: institution, course: "course", lesson: 1))))
        #expect(book.balance(.unconsumed("rolling")) == 5_000)
        #expect(try book.overnight(deposit(60_000)).settled.map(\.paidFen) == [Fen(55_000)])
    }

    @Test func `between the freeze and the settlement nobody has money before the others`() throws {
        var book = try Book.running()
        for enrolment: Identifier in ["asked", "disputed", "free", "moves"] {
            try book.say(.tuition(.pay(payment(enrolment, hours: 10, fen: 10_000))))
        }
        try book.open(other)
        try book.say(ask(nil, "asked", of: "asked"))
        try book.say(ask(nil, "disputed", of: "disputed"))
        try book.say(answer(agreed: false, "disputed"))
        try book.say(Self.absconded)
        #expect(book.verdict(answer(agreed: true, "asked")) == "STATE_FORBIDS")
        #expect(
            book.verdict(
                .families(.decideRefund(RefundDecided(refund: "disputed", institution: institution, upheld: true))))
                == "STATE_FORBIDS")
        #expect(
            book.verdict(
                .tuition(
                    .transferEnrolment(
                        EnrolmentTransferred(
                            enrolment: "moves", institution: institution, toInstitution: other, toEnrolment: "there"))))
                == "STATE_FORBIDS")
        // Asked for without a reason within the days of the law: taken, and paid with all others.
        #expect(try book.say(ask(.withoutReason, "free", of: "free")).instructed.isEmpty)
        let facts = try book.openDay()
        #expect(facts.settled.map(\.families) == [4])
        #expect(facts.instructed.told == Array(repeating: "refund 10000 fee sent", count: 4))
        #expect(facts.closed == [.claimSettled, .claimSettled, .claimSettled])
        #expect(book.verdict(ask(nil, "later", of: "moves")) == "NOTHING_TO_REFUND")
    }

    /// A portion that fails is left out, and what it was about is due on the next day still.
    @Test func `who was left out of a settlement has its part when it goes on, and the others have no more`() throws {
        var book = try Self.short(deposit: 40_000)
        try book.say(Self.absconded)
        book.today = book.today.adding(days: 1)
        let opened = DayOpened(day: book.today, workingDay: true)
        var paid: [Identifier: Int64] = [:]
        func count(_ facts: [Fact]) {
            for instruction in facts.instructed where instruction.status == .sent {
                paid[instruction.enrolment ?? "none", default: 0] += instruction.amount.rawValue
            }
        }
        try book.say(.dayWork(DayWork(opened, institution, .reckon)))
        for family: Identifier in ["b", "d"] {
            count(try book.say(.dayWork(DayWork(opened, institution, .claim(family, uncovered: nil)))))
        }
        try book.bankAnswers()
        try book.say(deposit(100_000, "later"))
        let facts = try book.openDay()
        #expect(facts.settled.isEmpty)
        count(facts)
        // 90,000 of 150,001, in the order in which they came to it.
        #expect(paid == ["b": 17_999, "d": 30_000, "a": 30_000, "c": 12_001])
        // Then what came in meanwhile is shared.
        let later = try book.openDay()
        #expect(later.settled.map(\.claimsFen) == [Fen(60_001)])
        count(later)
        #expect(paid == ["a": 50_000, "b": 30_000, "c": 20_001, "d": 50_000])
    }

    @Test func `what cannot be mended keeps the others' money for a week at the most`() throws {
        var book = try Self.short(deposit: 40_000)
        try book.say(Self.absconded)
        book.today = book.today.adding(days: 1)
        let opened = DayOpened(day: book.today, workingDay: true)
        try book.say(.dayWork(DayWork(opened, institution, .reckon)))
        var days = 0
        while try book.say(.dayWork(DayWork(DayOpened(day: book.today, workingDay: true), institution, .reckon)))
            .settled.isEmpty
        {
            book.today = book.today.adding(days: 1)
            days += 1
        }
        #expect(days == 8)
    }

    @Test func `an institution without an account absconds with nothing`() throws {
        var book = Book()
        #expect(
            try book.say(Self.absconded) == [
                .accounts(.institutionChanged(institution, from: nil, to: .absconded, category: .nonAcademic))
            ])
    }
}

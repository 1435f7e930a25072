import EscrowRules
import Model
import Testing

/// What is charged, on which contract, by whom (R1.09-R1.11, R1.70).
struct OrderTests {
    private static func contract(_ template: Line = "2021", days: Int = 0, void: [VoidTerm] = []) -> Contract {
        Contract(template: template, withdrawalDays: days, voidTerms: void)
    }

    static let contracts: [(Contract?, String)] = [
        (contract(), "accepted"),
        (nil, "CONTRACT_MISSING"),
        (contract(days: 366), "accepted"),
        (contract(days: 367), "DATA_INVALID"),
        (contract(days: -1), "DATA_INVALID"),
        (contract(days: .max), "DATA_INVALID"),
        (contract(void: [.noRefund]), "CONTRACT_TERM_VOID"),
        (contract(void: VoidTerm.allCases), "CONTRACT_TERM_VOID"),
    ]

    @Test(arguments: contracts)
    func `a fee is taken on the model contract without void terms`(_ contract: Contract?, _ verdict: String) throws {
        #expect(try Book.running().verdict(.tuition(.pay(payment(contract: contract)))) == verdict)
    }

    @Test(arguments: PaymentMethod.allCases)
    func `any way of paying is taken but a training loan`(_ method: PaymentMethod) throws {
        #expect(
            try Book.running().verdict(.tuition(.pay(payment(method: method))))
                == (method == .loan ? "LOAN_FORBIDDEN" : "accepted"))
    }

    typealias Price = (hours: Int, gift: Int?, fen: Int64, verdict: String)

    static let prices: [Price] = [
        // 50.00 yuan an hour (R1.09); hours given on top have no price.
        (12, nil, 60_000, "accepted"),
        (12, nil, 60_001, "PRICE_ABOVE_LIST"),
        (12, 3, 60_001, "PRICE_ABOVE_LIST"),
        (12, nil, 48_000, "accepted"),
    ]

    @Test(arguments: prices)
    func `nothing above the price list may be charged`(_ row: Price) throws {
        var book = try Book.running()
        try book.say(.tuition(.publishCourse(course("piano", hourFen: 5_000))))
        #expect(
            book.verdict(.tuition(.pay(payment(course: "piano", hours: row.hours, gift: row.gift, fen: row.fen))))
                == row.verdict)
    }

    typealias Part = (starts: String, ends: String, verdict: String)

    static let parts: [Part] = [
        ("2022-03-05", "2022-05-20", "accepted"), ("2022-03-04", "2022-05-20", "CHARGE_OUTSIDE_COURSE"),
        ("2022-03-05", "2022-05-21", "CHARGE_OUTSIDE_COURSE"),
    ]

    @Test(arguments: parts)
    func `what is paid for lies within the course`(_ row: Part) throws {
        var book = try Book.running()
        try book.say(.tuition(.publishCourse(course("piano", starts: "2022-03-05", ends: "2022-05-20"))))
        #expect(
            book.verdict(.tuition(.pay(payment(course: "piano", starts: day(row.starts), ends: day(row.ends)))))
                == row.verdict)
    }

    @Test func `a payment is the bank's debt to the family, and makes its enrolment once`() throws {
        var book = try Book.running()
        let facts = try book.say(.tuition(.pay(payment(fen: 123_457, reference: "bank-1"))))
        #expect(
            facts.flatMap(\.transfers) == [
                Transfer(
                    .payment, debit: .bank(institution), credit: .unconsumed("e"), amount: Fen(123_457),
                    reference: "bank-1")
            ])
        #expect(book.balances == [.bank: 123_457, .unconsumed: 123_457])
        #expect(book.verdict(.tuition(.pay(payment(fen: 123_457, reference: "bank-1")))) == "ALREADY_EXISTS")
        // Another payment for the same enrolment is in the bank nevertheless: it goes back.
        let again = try book.say(.tuition(.pay(payment(fen: 1_000, reference: "bank-2"))))
        #expect(again.suspended.map(\.reason) == [.alreadyExists])
        #expect(book.balances == [.bank: 124_457, .unconsumed: 123_457, .suspense: 1_000])
    }

    @Test(arguments: InstitutionStatus.allCases)
    func `only a running institution opens an account, offers courses and takes fees`(_ status: InstitutionStatus)
        throws
    {
        var book = Book()
        try book.say(.accounts(.follow(snapshot(status))))
        let verdict = status.isRunning ? "accepted" : "INSTITUTION_NOT_OPERATING"
        #expect(book.verdict(.accounts(.openAccount(AccountOpened(institution: institution, bank: "bank")))) == verdict)
        #expect(book.verdict(.tuition(.publishCourse(course()))) == verdict)
        var running = try Book.running()
        try running.say(.accounts(.follow(snapshot(status))))
        #expect(running.verdict(.tuition(.pay(payment()))) == verdict)
    }

    @Test
    func `an account waits for its institution, a payment for account and course; each institution has one account`()
        throws
    {
        var book = Book()
        let account = Command.accounts(.openAccount(AccountOpened(institution: institution, bank: "bank")))
        #expect(book.verdict(account) == "awaits institution")
        #expect(book.verdict(.tuition(.publishCourse(course()))) == "awaits institution")
        #expect(book.verdict(.tuition(.pay(payment()))) == "awaits account")
        try book.say(.accounts(.follow(snapshot(.operating))))
        #expect(book.verdict(.tuition(.pay(payment()))) == "awaits account")
        try book.say(account)
        #expect(book.verdict(account) == "ALREADY_EXISTS")
        #expect(book.verdict(.tuition(.pay(payment()))) == "awaits course")
        try book.say(.tuition(.publishCourse(course())))
        #expect(book.verdict(.tuition(.pay(payment()))) == "accepted")
    }

    @Test func `an institution on the blacklist takes no fees while an entry stands`() throws {
        var book = try Book.running()
        try book.say(entry("a", .listed, expiresOn: "2022-03-05"))
        try book.say(entry("b", .listed, expiresOn: "2022-03-05"))
        try book.say(entry("a", .removed, expiresOn: "2022-03-05"))
        #expect(book.verdict(.tuition(.pay(payment()))) == "INSTITUTION_RESTRICTED")
        try book.open(through: "2022-03-04")
        #expect(book.verdict(.tuition(.pay(payment()))) == "INSTITUTION_RESTRICTED")
        try book.open(through: "2022-03-05")
        #expect(book.verdict(.tuition(.pay(payment()))) == "accepted")
    }

    @Test func `all that may ever come into an account is counted, and no more`() throws {
        var book = try Book.running()
        for number in 1...1_000 { try book.say(.tuition(.pay(payment("e\(number)", fen: 1_000_000_000_000)))) }
        #expect(book.verdict(.tuition(.pay(payment(fen: 1)))) == "DATA_INVALID")
        #expect(book.balance(.suspense) == 1_000_000_000_000_000)
    }
}

import EscrowRules
import Model
import Testing

struct PaymentTests {
    typealias Charge = (hours: Int, fen: Int64, starts: String, ends: String, verdict: String)

    static let charges: [Charge] = [
        // Hours (R1.01, T4).
        (60, 100_000, "2022-03-01", "2022-05-01", "accepted"),
        (61, 100_000, "2022-03-01", "2022-05-01", "CHARGE_ABOVE_HOURS"),
        (1, 100_000, "2022-03-01", "2022-05-01", "accepted"),
        (0, 100_000, "2022-03-01", "2022-05-01", "DATA_INVALID"),
        (.max, 100_000, "2022-03-01", "2022-05-01", "CHARGE_ABOVE_HOURS"),
        // Calendar months, 92 days at the most (R1.01, T4).
        (40, 100_000, "2022-03-01", "2022-05-31", "accepted"),
        (40, 100_000, "2022-03-01", "2022-06-01", "CHARGE_ABOVE_MONTHS"),
        (40, 100_000, "2022-03-15", "2022-06-14", "accepted"),
        (40, 100_000, "2022-03-15", "2022-06-15", "CHARGE_ABOVE_MONTHS"),
        (40, 100_000, "2022-03-31", "2022-06-30", "accepted"),
        (40, 100_000, "2022-03-31", "2022-07-01", "CHARGE_ABOVE_MONTHS"),
        (40, 100_000, "2022-03-05", "2022-03-04", "DATA_INVALID"),
        (40, 100_000, "2022-03-05", "2022-03-05", "accepted"),
        // Yuan (R1.02, T4).
        (40, 500_000, "2022-03-01", "2022-05-01", "accepted"),
        (40, 500_001, "2022-03-01", "2022-05-01", "CHARGE_ABOVE_AMOUNT"),
        (40, 1, "2022-03-01", "2022-05-01", "accepted"),
        (40, 0, "2022-03-01", "2022-05-01", "AMOUNT_NOT_POSITIVE"),
        (40, -1, "2022-03-01", "2022-05-01", "AMOUNT_NOT_POSITIVE"),
        // Not earlier than 31 days before the course starts (R1.04); it is 1 March.
        (40, 100_000, "2022-04-01", "2022-05-01", "accepted"),
        (40, 100_000, "2022-04-02", "2022-05-01", "CHARGE_TOO_EARLY"),
        (40, 100_000, "2022-02-01", "2022-04-01", "accepted"),
    ]

    @Test(arguments: charges)
    func `a charge keeps within hours, months, yuan and time`(_ row: Charge) throws {
        let book = try Book.running()
        let payment = payment(hours: row.hours, fen: row.fen, starts: day(row.starts), ends: day(row.ends))
        #expect(book.verdict(.pay(payment)) == row.verdict)
    }

    typealias Renewal = (taught: Int, hours: Int, pupil: String, course: String, verdict: String)

    static let renewals: [Renewal] = [
        // 40 hours paid, 19 taught: 21 are left (R1.06, T5).
        (19, 39, "pupil", "course", "accepted"),
        (19, 40, "pupil", "course", "CHARGE_ABOVE_HOURS"),
        (20, 40, "pupil", "course", "accepted"),
        (40, 60, "pupil", "course", "accepted"),
        (0, 60, "another pupil", "course", "accepted"),
        (0, 60, "pupil", "another course", "accepted"),
    ]

    @Test(arguments: renewals)
    func `hours not taught count with a new charge for the same pupil and course`(_ row: Renewal) throws {
        var book = try Book.enrolled(hours: 40, paid: 100_000)
        if row.taught > 0 { for lesson in 1...row.taught { try book.teach(lesson) } }
        #expect(book.verdict(.pay(payment("new", pupil: row.pupil, course: row.course, hours: row.hours))) == row.verdict)
    }

    @Test func `after a refund the pupil can pay for a full charge again`() throws {
        var book = try Book.enrolled(hours: 60, paid: 100_000)
        try book.say(.requestRefund(RefundRequested(refund: "r", enrolment: "e", institution: institution)))
        #expect(book.verdict(.pay(payment("new", hours: 1))) == "CHARGE_ABOVE_HOURS")
        try book.say(.answerRefund(RefundAnswered(refund: "r", institution: institution, agreed: true)))
        #expect(book.verdict(.pay(payment("new", hours: 60))) == "accepted")
    }

    @Test func `a payment is the bank's debt to the family`() throws {
        var book = try Book.running()
        let payment = payment(hours: 40, fen: 123_457)
        #expect(try book.say(.pay(payment)) == [.paymentAccepted(payment)])
        #expect(book.transfers == [Transfer(.payment, debit: .bank(institution), credit: .unconsumed("e"), amount: Fen(123_457))])
        #expect(book.balance(.bank(institution)) == 123_457)
        #expect(book.balance(.unconsumed("e")) == 123_457)
        #expect(book.verdict(.pay(payment)) == "ALREADY_EXISTS")
    }

    @Test(arguments: InstitutionStatus.allCases)
    func `only a running institution opens an account and takes fees`(_ status: InstitutionStatus) throws {
        var book = try Book()
        try book.say(.institution(snapshot(status)))
        let verdict = status.isRunning ? "accepted" : "INSTITUTION_NOT_OPERATING"
        #expect(book.verdict(.openAccount(AccountOpened(institution: institution, bank: "bank"))) == verdict)
        var running = try Book.running()
        try running.say(.institution(snapshot(status)))
        #expect(running.verdict(.pay(payment())) == verdict)
    }

    @Test func `an account waits for its institution, and a payment for the account; each institution has one`() throws {
        var book = try Book()
        let account = Command.openAccount(AccountOpened(institution: institution, bank: "bank"))
        #expect(book.verdict(account) == "awaits institution")
        #expect(book.verdict(.pay(payment())) == "awaits account")
        try book.say(.institution(snapshot(.operating)))
        #expect(book.verdict(.pay(payment())) == "awaits account")
        try book.say(account)
        #expect(book.verdict(account) == "ALREADY_EXISTS")
        #expect(book.verdict(.pay(payment())) == "accepted")
    }

    @Test func `an institution on the public list takes no fees while an entry stands`() throws {
        var book = try Book.running(on: "2022-03-01")
        func entry(_ id: String, _ status: EntryStatus) -> Command {
            .restrict(
                EntrySnapshot(
                    entry: id, institution: institution, status: status, conduct: "conduct", basis: "basis", decisionNumber: "1",
                    authority: "education", listedOn: day("2022-02-01"), expiresOn: day("2022-03-05")))
        }
        try book.say(entry("a", .listed))
        try book.say(entry("b", .listed))
        try book.say(entry("a", .removed))
        #expect(book.verdict(.pay(payment())) == "INSTITUTION_RESTRICTED")
        try book.open(through: "2022-03-04")
        #expect(book.verdict(.pay(payment())) == "INSTITUTION_RESTRICTED")
        try book.open(through: "2022-03-05")
        #expect(book.verdict(.pay(payment())) == "accepted")
    }
}

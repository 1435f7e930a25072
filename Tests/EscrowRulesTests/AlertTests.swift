import EscrowRules
import Model
import Testing

/// What is watched (R1.50-R1.54), each rule on its boundary and just beside it, and the loop of an alert (R1.52).
struct AlertTests {
    /// The level of the rule's open alert on the next day, if it is raised.
    private static func level(_ rule: AlertRule, _ book: Book) throws -> AlertLevel? {
        var book = book
        try book.openDay()
        return book.state.openAlert(rule, of: institution)?.level
    }

    typealias Deposit = (fen: Int64, level: AlertLevel?)

    static let deposits: [Deposit] = [
        (110_000, nil), (109_999, .yellow), (100_000, .yellow), (99_999, .red), (0, .red),
    ]

    @Test(arguments: deposits)
    func `a deposit below its minimum is red, below 110 per cent of it yellow`(_ row: Deposit) throws {
        var book = try Book.enrolled(fen: 100_000, mode: .deposit)
        if row.fen > 0 { try book.say(deposit(row.fen)) }
        #expect(try Self.level(.depositBelowMinimum, book) == row.level)
    }

    @Test func `tuition that neither account covers is red`() throws {
        // All is paid out, and the deposit is a fen short.
        var book = try Book.enrolled(fen: 100_000, mode: .deposit)
        try book.say(deposit(100_000))
        try book.open(through: "2022-03-07")
        try book.bankAnswers()
        #expect(try Self.level(.balanceBelowLiability, book) == nil)
        try book.say(statement(book.today, of: .deposit, [("charge", .fee, -1)]))
        #expect(try Self.level(.balanceBelowLiability, book) == .red)
        // The institution makes it good; a clue that nobody took up goes by itself.
        try book.openDay()
        try book.say(deposit(1, "d2"))
        let alerts = try book.openDay().alerts.filter { $0.rule == .balanceBelowLiability }
        #expect(alerts.map(\.status) == [.closed])
    }

    typealias Movement = (taught: Int64, left: Int64, isLarge: Bool)

    static let movements: [Movement] = [
        // Over a tenth of the account, and from 50,000 yuan.
        (5_000_000, 45_000_000, false), (5_000_000, 44_999_999, true), (4_999_999, 10_000_000, false),
        (5_000_001, 45_000_000, true),
    ]

    @Test(arguments: movements)
    func `a movement of more than a tenth of the account is yellow`(_ row: Movement) throws {
        var book = try Book.running(category: .academic)
        try book.say(.tuition(.pay(payment("taught", hours: 1, fen: min(row.taught, 1_000_000)))))
        for part in 1...6 where row.taught - Int64(part) * 1_000_000 > 0 {
            try book.say(
                .tuition(
                    .pay(payment("part \(part)", hours: 1, fen: min(1_000_000, row.taught - Int64(part) * 1_000_000)))))
        }
        try book.say(.tuition(.pay(payment("left", hours: 60, fen: row.left))))
        for enrolment in book.state.enrolments.ids.filter({ $0 != "left" }).sorted() { try book.teach(1, enrolment) }
        #expect(book.balance(.pendingRelease) == row.taught)
        try book.open(through: "2022-03-07")
        #expect(book.state.openAlert(.largeMovement, of: institution)?.level == (row.isLarge ? .yellow : nil))
    }

    typealias Wave = (refunds: Int, level: AlertLevel?)

    static let waves: [Wave] = [(9, nil), (10, .yellow), (19, .yellow), (20, .red)]

    @Test(arguments: waves)
    func `ten refunds in seven days are yellow, twenty red`(_ row: Wave) throws {
        var book = try Book.running()
        for number in 1...row.refunds {
            try book.say(.tuition(.pay(payment("e\(number)"))))
            try book.say(ask(nil, "r\(number)", of: "e\(number)"))
        }
        #expect(try Self.level(.refundWave, book) == row.level)
        // Seven days later they are no wave any more.
        try book.open(through: "2022-03-08")
        #expect(try Self.level(.refundWave, book) == nil)
    }

    @Test func `a refund that is not paid within fifteen working days is red`() throws {
        var book = try Book.enrolled(fen: 100_000, mode: .deposit)
        try book.open(through: "2022-03-07")
        try book.bankAnswers()
        try book.say(ask())
        try book.say(answer(agreed: true))
        #expect(book.state.refunds["r"]?.payBy == day("2022-03-28"))
        try book.open(through: "2022-03-28")
        #expect(book.state.openAlert(.refundOverdue, of: institution) == nil)
        #expect(try Self.level(.refundOverdue, book) == .red)
        // A part of it paid: still overdue.
        try book.overnight(deposit(99_999))
        try book.bankAnswers()
        #expect(try Self.level(.refundOverdue, book) == .red)
        try book.overnight(deposit(1, "d2"))
        try book.bankAnswers()
        #expect(try Self.level(.refundOverdue, book) == nil)
    }

    @Test func `no lesson for fourteen days with tuition left is yellow, for twenty-eight red`() throws {
        var book = try Book.enrolled()
        try book.teach(1)
        try book.open(through: "2022-03-15")
        #expect(book.state.openAlert(.teachingStopped, of: institution) == nil)
        try book.openDay()
        #expect(book.state.openAlert(.teachingStopped, of: institution)?.level == .yellow)
        let id = book.state.openAlert(.teachingStopped, of: institution)?.id
        try book.open(through: "2022-03-29")
        #expect(book.state.openAlert(.teachingStopped, of: institution)?.level == .yellow)
        // It rises from yellow to red, the same alert.
        #expect(try book.openDay().alerts.map(\.level) == [.red])
        #expect(book.state.openAlert(.teachingStopped, of: institution)?.id == id)
        try book.teach(2)
        #expect(try book.openDay().alerts.map(\.status) == [.closed])
    }

    @Test func `teaching that never began is missed two weeks after it should have`() throws {
        var book = try Book.running()
        try book.say(
            .tuition(.pay(payment(hours: 10, fen: 10_000, starts: day("2022-03-08"), ends: day("2022-04-30")))))
        try book.open(through: "2022-03-22")
        #expect(book.state.openAlert(.teachingStopped, of: institution) == nil)
        try book.openDay()
        #expect(book.state.openAlert(.teachingStopped, of: institution)?.level == .yellow)
    }

    @Test func `when all hours were held, nobody is missed until the next course should begin`() throws {
        var book = try Book.enrolled(hours: 1)
        try book.hold(1, "e")
        try book.say(
            .tuition(
                .pay(
                    payment(
                        "next", pupil: "another", hours: 10, fen: 10_000, starts: day("2022-04-01"),
                        ends: day("2022-05-01")
                    ))))
        try book.open(through: "2022-04-15")
        #expect(book.state.openAlert(.teachingStopped, of: institution) == nil)
        try book.openDay()
        #expect(book.state.openAlert(.teachingStopped, of: institution)?.level == .yellow)
    }

    @Test func `without tuition nobody is missed`() throws {
        var book = try Book.enrolled(hours: 1)
        try book.teach(1)
        try book.open(through: "2022-05-01")
        #expect(book.state.openAlert(.teachingStopped, of: institution) == nil)
    }

    @Test func `more paid in than the courses can take is red`() throws {
        var book = Book()
        try book.say(.accounts(.follow(snapshot(.operating))))
        try book.say(.accounts(.openAccount(AccountOpened(institution: institution, bank: "bank"))))
        try book.say(.tuition(.publishCourse(course(lessons: 10, hourFen: 1_000, seats: 2))))
        for enrolment: Identifier in ["a", "b"] {
            try book.say(.tuition(.pay(payment(enrolment, hours: 10, fen: 10_000))))
        }
        #expect(try Self.level(.inflowAboveCapacity, book) == nil)
        try book.say(.tuition(.pay(payment("c", hours: 1, fen: 1))))
        #expect(try Self.level(.inflowAboveCapacity, book) == .red)
        try book.teach(1, "c")
        #expect(try Self.level(.inflowAboveCapacity, book) == nil)
    }

    @Test func `a difference between books and bank is yellow after three working days, red after six`() throws {
        var book = try Book.enrolled()
        book.reconciles = true
        // In the books since Tuesday 1 March.
        try book.open(through: "2022-03-04")
        #expect(book.state.openAlert(.unreconciled, of: institution) == nil)
        try book.openDay()
        #expect(book.state.openAlert(.unreconciled, of: institution)?.level == .yellow)
        try book.open(through: "2022-03-09")
        #expect(book.state.openAlert(.unreconciled, of: institution)?.level == .yellow)
        try book.openDay()
        #expect(book.state.openAlert(.unreconciled, of: institution)?.level == .red)
        try book.say(statement(book.today, [("e", .entry, 100_000)]))
        #expect(try book.openDay().alerts.map(\.status) == [.closed])
    }

    @Test func `a charge of the bank is yellow`() throws {
        var book = try Book.enrolled()
        let facts = try book.say(statement(book.today, [("e", .entry, 100_000), ("charge", .fee, -100)]))
        #expect(facts.alerts.map(\.rule) == [.bankFee])
        #expect(facts.alerts.map(\.level) == [.yellow])
    }

    // MARK: The loop

    @Test func `an alert is a clue, identified, warned, answered and closed`() throws {
        var book = try Book.enrolled(fen: 100_000, mode: .deposit)
        try book.openDay()
        let alert = try #require(book.state.openAlert(.depositBelowMinimum, of: institution))
        #expect(alert.id == "\(institution)-depositBelowMinimum-2022-03-02")
        func warn(_ due: String) -> Command {
            .watch(.warnAlert(AlertWarned(institution: institution, alert: alert.id, due: day(due))))
        }
        let steps: [(Command, AlertStatus)] = [
            (
                .watch(.identifyAlert(AlertIdentified(institution: institution, alert: alert.id, real: true))),
                .identified
            ),
            (warn("2022-03-02"), .warned),
            (
                .watch(.answerAlert(AlertAnswered(institution: institution, alert: alert.id, answer: "we pay in"))),
                .answered
            ),
            (.watch(.closeAlert(AlertClosed(institution: institution, alert: alert.id))), .closed),
        ]
        #expect(book.verdict(warn("2022-03-02")) == "STATE_FORBIDS")
        #expect(book.verdict(steps[2].0) == "STATE_FORBIDS")
        #expect(book.verdict(steps[3].0) == "STATE_FORBIDS")
        for (step, status) in steps {
            #expect(try book.say(step).alerts.map(\.status) == [status])
            #expect(book.verdict(step) == "STATE_FORBIDS")
            if status == .identified { #expect(book.verdict(warn("2022-03-01")) == "DATA_INVALID") }
        }
        // What is still so is raised anew on the next day.
        #expect(try book.openDay().alerts.map(\.id) == ["\(institution)-depositBelowMinimum-2022-03-03"])
    }

    @Test func `who answered can be warned again, and a clue dismissed`() throws {
        var book = try Book.enrolled(fen: 100_000, mode: .deposit)
        try book.openDay()
        let id = try #require(book.state.openAlert(.depositBelowMinimum, of: institution)).id
        var dismissed = book
        try dismissed.say(.watch(.identifyAlert(AlertIdentified(institution: institution, alert: id, real: false))))
        #expect(dismissed.state.openAlert(.depositBelowMinimum, of: institution) == nil)
        try book.say(.watch(.identifyAlert(AlertIdentified(institution: institution, alert: id, real: true))))
        let warn = Command.watch(.warnAlert(AlertWarned(institution: institution, alert: id, due: day("2022-03-09"))))
        try book.say(warn)
        try book.say(.watch(.answerAlert(AlertAnswered(institution: institution, alert: id, answer: "soon"))))
        #expect(book.verdict(warn) == "accepted")
        // What somebody looks after does not go by itself.
        try book.say(deposit(200_000))
        #expect(try book.openDay().alerts.isEmpty)
        #expect(book.state.openAlert(.depositBelowMinimum, of: institution)?.status == .answered)
    }

    @Test func `a step names an alert of its institution`() throws {
        var book = try Book.enrolled(fen: 100_000, mode: .deposit)
        #expect(book.verdict(.watch(.closeAlert(AlertClosed(institution: institution, alert: "x")))) == "awaits alert")
        try book.openDay()
        let id = try #require(book.state.openAlert(.depositBelowMinimum, of: institution)).id
        #expect(
            book.verdict(.watch(.identifyAlert(AlertIdentified(institution: other, alert: id, real: true))))
                == "DATA_INVALID")
    }
}

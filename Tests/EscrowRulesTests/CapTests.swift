import EscrowRules
import Model
import Testing

/// R1.01-R1.06 on each boundary and just beside it.
struct CapTests {
    typealias Charge = (hours: Int, gift: Int?, fen: Int64, starts: String, ends: String, verdict: String)

    static let charges: [Charge] = [
        // Hours, those given on top among them (R1.01, T4).
        (60, nil, 100_000, "2022-03-01", "2022-05-01", "accepted"),
        (61, nil, 100_000, "2022-03-01", "2022-05-01", "CHARGE_ABOVE_HOURS"),
        (50, 10, 100_000, "2022-03-01", "2022-05-01", "accepted"),
        (50, 11, 100_000, "2022-03-01", "2022-05-01", "CHARGE_ABOVE_HOURS"),
        (10_000, 10_000, 100_000, "2022-03-01", "2022-05-01", "CHARGE_ABOVE_HOURS"),
        (1, nil, 100_000, "2022-03-01", "2022-05-01", "accepted"),
        (0, nil, 100_000, "2022-03-01", "2022-05-01", "DATA_INVALID"),
        (1, -1, 100_000, "2022-03-01", "2022-05-01", "DATA_INVALID"),
        (.max, .max, 100_000, "2022-03-01", "2022-05-01", "DATA_INVALID"),
        (.min, .min, 100_000, "2022-03-01", "2022-05-01", "DATA_INVALID"),
        // Three calendar months, 92 days at the most (R1.01, T4).
        (40, nil, 100_000, "2022-03-01", "2022-05-31", "accepted"),
        (40, nil, 100_000, "2022-03-01", "2022-06-01", "CHARGE_ABOVE_MONTHS"),
        (40, nil, 100_000, "2022-03-15", "2022-06-14", "accepted"),
        (40, nil, 100_000, "2022-03-15", "2022-06-15", "CHARGE_ABOVE_MONTHS"),
        (40, nil, 100_000, "2022-03-31", "2022-06-30", "accepted"),
        (40, nil, 100_000, "2022-03-31", "2022-07-01", "CHARGE_ABOVE_MONTHS"),
        (40, nil, 100_000, "2022-03-01", "2022-03-01", "accepted"),
        (40, nil, 100_000, "2022-03-02", "2022-03-01", "DATA_INVALID"),
        // 5,000 yuan (R1.02, T4).
        (40, nil, 500_000, "2022-03-01", "2022-05-01", "accepted"),
        (40, nil, 500_001, "2022-03-01", "2022-05-01", "CHARGE_ABOVE_AMOUNT"),
        (40, nil, 1, "2022-03-01", "2022-05-01", "accepted"),
        (40, nil, 0, "2022-03-01", "2022-05-01", "AMOUNT_NOT_POSITIVE"),
        (40, nil, -1, "2022-03-01", "2022-05-01", "AMOUNT_NOT_POSITIVE"),
        (40, nil, .min, "2022-03-01", "2022-05-01", "AMOUNT_NOT_POSITIVE"),
        (40, nil, 1_000_000_000_000, "2022-03-01", "2022-05-01", "PRICE_ABOVE_LIST"),
        (40, nil, 1_000_000_000_001, "2022-03-01", "2022-05-01", "DATA_INVALID"),
        (40, nil, .max, "2022-03-01", "2022-05-01", "DATA_INVALID"),
        // Not earlier than 31 days before the course starts (R1.04); it is 1 March.
        (40, nil, 100_000, "2022-04-01", "2022-05-01", "accepted"),
        (40, nil, 100_000, "2022-04-02", "2022-05-01", "CHARGE_TOO_EARLY"),
        (40, nil, 100_000, "2022-02-01", "2022-04-01", "accepted"),
    ]

    @Test(arguments: charges)
    func `a charge keeps within hours, months, yuan and time, all of them together`(_ row: Charge) throws {
        let book = try Book.running()
        let payment = payment(
            hours: row.hours, gift: row.gift, fen: row.fen, starts: day(row.starts), ends: day(row.ends))
        #expect(book.verdict(.tuition(.pay(payment))) == row.verdict)
    }

    typealias Period = (first: String, last: String)

    static let periods: [Period] = [
        ("2022-03-01", "2022-05-31"), ("2022-11-30", "2023-02-28"), ("2023-11-30", "2024-02-29"),
        ("2022-12-01", "2023-02-28"), ("2022-05-31", "2022-08-30"),
        ("2022-08-31", "2022-11-30"), ("2022-12-15", "2023-03-14"),
    ]

    @Test(arguments: periods)
    func `three months end on the day before the same day, or with a shorter month`(_ row: Period) {
        #expect(lastDay(of: 3, from: day(row.first)) == day(row.last))
    }

    typealias Renewal = (taught: Int, hours: Int, pupil: Identifier, course: Identifier, verdict: String)

    static let renewals: [Renewal] = [
        // 40 hours paid, 19 taught: 21 are left (R1.06, T5).
        (19, 40, "pupil", "course", "CHARGE_ABOVE_HOURS"),
        (19, 39, "pupil", "course", "RENEWAL_TOO_EARLY"),
        // 20 are left (R1.05).
        (20, 40, "pupil", "course", "accepted"),
        (20, 41, "pupil", "course", "CHARGE_ABOVE_HOURS"),
        (40, 60, "pupil", "course", "accepted"),
        (0, 60, "another pupil", "course", "accepted"),
        (0, 60, "pupil", "another course", "accepted"),
    ]

    @Test(arguments: renewals)
    func `hours not taught count with a new charge for the same pupil and course`(_ row: Renewal) throws {
        var book = try Book.running()
        try book.say(.tuition(.publishCourse(course("another course"))))
        try book.say(.tuition(.pay(payment(pupil: "pupil", starts: book.today, ends: day("2022-05-31")))))
        if row.taught > 0 { try book.teach(1...row.taught) }
        #expect(
            book.verdict(
                .tuition(
                    .pay(
                        payment(
                            "new", pupil: row.pupil, course: row.course, hours: row.hours, starts: book.today,
                            ends: day("2022-05-31")))))
                == row.verdict)
    }

    @Test func `a course is paid for again when 31 days of it are left, whatever hours are`() throws {
        var book = try Book.running()
        try book.say(
            .tuition(.pay(payment(pupil: "pupil", hours: 30, starts: day("2022-03-01"), ends: day("2022-04-30")))))
        let renewal = Command.tuition(
            .pay(
                payment("new", pupil: "pupil", hours: 30, starts: day("2022-05-01"), ends: day("2022-05-31"))))
        try book.open(through: "2022-03-29")
        #expect(book.verdict(renewal) == "CHARGE_TOO_EARLY")
        let early = Command.tuition(
            .pay(
                payment("new", pupil: "pupil", hours: 30, starts: day("2022-04-29"), ends: day("2022-05-31"))))
        #expect(book.verdict(early) == "RENEWAL_TOO_EARLY")
        try book.openDay()
        #expect(book.verdict(early) == "accepted")
        try book.openDay()
        #expect(book.verdict(renewal) == "accepted")
    }

    @Test func `months count from what is still to come of the same course`() throws {
        var book = try Book.running()
        try book.say(
            .tuition(.pay(payment(pupil: "pupil", hours: 20, starts: day("2022-03-01"), ends: day("2022-03-31")))))
        func renewal(_ ends: String) -> Command {
            .tuition(.pay(payment("new", pupil: "pupil", hours: 20, starts: day("2022-04-01"), ends: day(ends))))
        }
        #expect(book.verdict(renewal("2022-05-31")) == "accepted")
        #expect(book.verdict(renewal("2022-06-01")) == "CHARGE_ABOVE_MONTHS")
        try book.open(through: "2022-03-20")
        #expect(book.verdict(renewal("2022-06-19")) == "accepted")
        #expect(book.verdict(renewal("2022-06-20")) == "CHARGE_ABOVE_MONTHS")
        try book.teach(1...20)
        #expect(book.verdict(renewal("2022-06-30")) == "accepted")
    }

    @Test func `yuan not taught count with a new charge`() throws {
        var book = try Book.running()
        try book.say(.tuition(.pay(payment(pupil: "pupil", hours: 20, fen: 300_000))))
        #expect(book.verdict(.tuition(.pay(payment("new", pupil: "pupil", hours: 20, fen: 200_000)))) == "accepted")
        #expect(
            book.verdict(.tuition(.pay(payment("new", pupil: "pupil", hours: 20, fen: 200_001))))
                == "CHARGE_ABOVE_AMOUNT")
        try book.teach(1)
        #expect(book.verdict(.tuition(.pay(payment("new", pupil: "pupil", hours: 20, fen: 215_000)))) == "accepted")
        #expect(
            book.verdict(.tuition(.pay(payment("new", pupil: "pupil", hours: 20, fen: 215_001))))
                == "CHARGE_ABOVE_AMOUNT")
    }

    @Test(
        arguments: [
            (Category.academic, "accepted"), (.nonAcademic, "CHARGE_ABOVE_AMOUNT"), (nil, "CHARGE_ABOVE_AMOUNT"),
        ] as [(Category?, String)])
    func `the cap in yuan is for what is not subject training, or not classified yet`(
        _ category: Category?, _ verdict: String
    ) throws {
        let book = try Book.running(category: category)
        #expect(book.verdict(.tuition(.pay(payment(fen: 500_001)))) == verdict)
    }

    @Test func `after a refund the pupil can pay for a full charge again`() throws {
        var book = try Book.running()
        try book.say(.tuition(.pay(payment(pupil: "pupil", hours: 60))))
        try book.say(ask())
        #expect(book.verdict(.tuition(.pay(payment("new", pupil: "pupil", hours: 1)))) == "CHARGE_ABOVE_HOURS")
        try book.say(answer(agreed: true))
        #expect(book.verdict(.tuition(.pay(payment("new", pupil: "pupil", hours: 60)))) == "accepted")
    }

    @Test func `money that comes with a pupil keeps within the caps, not within the days before the start`() throws {
        let book = try Book.running()
        #expect(
            book.verdict(.tuition(.pay(payment(hours: 60, starts: day("2022-06-01"), from: "elsewhere")))) == "accepted"
        )
        #expect(
            book.verdict(.tuition(.pay(payment(hours: 61, starts: day("2022-06-01"), from: "elsewhere"))))
                == "CHARGE_ABOVE_HOURS"
        )
    }
}

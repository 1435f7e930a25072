import Foundation
import Model

/// The bank that keeps the accounts: it carries out what escrow instructs, and says after each working day what moved.
/// Now and then it errs: it returns an instruction or forgets it, takes a charge, books somebody else's money, sends a
/// wrong sum.
struct Bank {
    /// A movement that is somebody else's, and its correction: the books of escrow know neither.
    struct Mistake: Sendable {
        var place: BankPlace
        var reference: Identifier
        var amount: Fen
        var day: Day
    }

    private let profile: Profile
    private let calendar: WorkingCalendar
    /// Payments to make of transfers, by payee.
    private let transfers: [Payee: PaymentReceived]
    private let events: EventDecoder<Own>
    private(set) var books = BankBooks()
    let mistakes: [Mistake]
    private let charges: [Mistake]
    private var answers: [Day: [(instruction: PaymentInstructed, answer: BankAnswer)]] = [:]
    private var heard: Set<Identifier> = []
    private var hasMiscounted = false

    /// What the bank itself posts by the year's plan.
    private enum Own: Sendable {
        case opened(AccountOpened)
        case paid(PaymentReceived)
        case deposited(DepositReceived)
    }

    init(_ year: Year, _ calendar: WorkingCalendar) {
        profile = year.profile
        self.calendar = calendar
        let moved = year.classes.enrolments.filter { $0.transferredFrom != nil }
        transfers = Dictionary(moved.map { (Payee($0.institution, $0.id), $0.payment) }) { $1 }
        events = EventDecoder([
            AccountOpened.type: EventDecoder.entry(AccountOpened.self) { .opened($0) },
            PaymentReceived.type: EventDecoder.entry(PaymentReceived.self) { .paid($0) },
            DepositReceived.type: EventDecoder.entry(DepositReceived.self) { .deposited($0) },
        ])
        (mistakes, charges) = Self.errors(profile, year.cast)
    }

    /// In the second term, when there is money in the accounts.
    private static func errors(_ profile: Profile, _ cast: Cast) -> ([Mistake], [Mistake]) {
        let others = cast.running.dropFirst(4).filter { $0.mode == .perLesson }.map {
            BankPlace(institution: $0.id, account: .fee)
        }
        guard others.count > 1, let term = profile.tuition.terms.dropFirst().first else { return ([], []) }
        func pair(_ place: BankPlace, _ kind: String, _ amount: Fen, from day: Day, for days: Int) -> [Mistake] {
            [
                Mistake(place: place, reference: "\(kind)-1", amount: amount, day: day),
                Mistake(place: place, reference: "\(kind)-2", amount: .zero - amount, day: day.adding(days: days)),
            ]
        }
        return (
            pair(others[0], "M", .yuan(Int64(profile.bank.mistakeYuan)), from: term.from.adding(days: 28), for: 9),
            pair(
                others[1], "F", .zero - .yuan(Int64(profile.bank.wrongFeeYuan)), from: term.from.adding(days: 21),
                for: 12)
        )
    }

    // MARK: What it hears

    /// Escrow tells it to pay: it does so on its next working day.
    mutating func hear(_ instruction: PaymentInstructed, on day: Day) throws(MissingCalendarYear) {
        guard heard.insert(instruction.instruction).inserted else { return }
        var random = Random(seed: profile.seed, "bank \(instruction.instruction)")
        let isPlain = instruction.purpose != .transfer
        if random.happens(perTenThousand: profile.bank.unanswered), isPlain { return }
        let works = try calendar.adding(workingDays: 1, to: day)
        if random.happens(perTenThousand: profile.bank.returned), isPlain {
            return answers[works, default: []].append((instruction, .returned))
        }
        if random.happens(perTenThousand: 3_000) { answers[works, default: []].append((instruction, .accepted)) }
        answers[works, default: []].append((instruction, .paid))
    }

    /// An event goes out in the bank's name: what it moved is in the books.
    mutating func note(_ posting: Posting) {
        guard posting.topic == "escrow.intake.bank", let (_, event) = try? events.decode(posting.payload) else {
            return
        }
        switch event {
        case .opened(let account): books.open(account.institution)
        case .paid(let payment):
            books.enter(
                StatementLine(
                    reference: payment.reference ?? payment.enrolment, kind: .entry, amountFen: payment.amountFen),
                in: BankPlace(institution: payment.institution, account: .fee))
        case .deposited(let deposit):
            books.enter(
                StatementLine(reference: deposit.reference, kind: .entry, amountFen: deposit.amountFen),
                in: BankPlace(institution: deposit.institution, account: .deposit))
        }
    }

    // MARK: What it says

    /// In the early morning: statements of the day before, then answers.
    mutating func post(_ day: Day, _ postings: inout Postings) throws(MissingCalendarYear) {
        books.endDay()
        let before = day.adding(days: -1)
        if try calendar.isWorking(before) {
            for statement in books.statements(of: before) { state(statement, day, &postings) }
        }
        enterOwn(day)
        for (instruction, answer) in answers.removeValue(forKey: day) ?? [] {
            carry(out: instruction, answer, day, &postings)
        }
    }

    /// One statement in the year has a wrong sum: it is refused whole, and comes again.
    private mutating func state(_ statement: StatementReceived, _ day: Day, _ postings: inout Postings) {
        if !hasMiscounted, day >= profile.tuition.terms[0].from.adding(days: 7) {
            hasMiscounted = true
            var wrong = statement
            wrong.closingFen += Fen(1_000)
            postings.post(wrong, by: "bank", on: day, minute: 300)
        }
        postings.post(statement, by: "bank", on: day, minute: 310)
    }

    /// Interest on the day after the quarter's 20th (R1.67), charges and mistakes.
    private mutating func enterOwn(_ day: Day) {
        let (_, month, number) = day.civil
        if month % 3 == 0, number == 21 {
            for (place, amount) in books.takeInterest(ratePpm: 3_500) {
                books.enter(StatementLine(reference: "I\(day)", kind: .interest, amountFen: amount), in: place)
            }
        }
        for charge in charges where charge.day == day {
            books.enter(
                StatementLine(reference: charge.reference, kind: .fee, amountFen: charge.amount), in: charge.place)
        }
        for mistake in mistakes where mistake.day == day {
            books.enter(
                StatementLine(reference: mistake.reference, kind: .entry, amountFen: mistake.amount), in: mistake.place)
        }
    }

    private mutating func carry(
        out instruction: PaymentInstructed, _ answer: BankAnswer, _ day: Day, _ postings: inout Postings
    ) {
        postings.post(
            InstructionAnswered(
                instruction: instruction.instruction, institution: instruction.institution, answer: answer), by: "bank",
            on: day,
            minute: answer == .accepted ? 420 : 450)
        guard answer == .paid else { return }
        books.enter(
            StatementLine(reference: instruction.instruction, kind: .entry, amountFen: .zero - instruction.amountFen),
            in: BankPlace(institution: instruction.institution, account: instruction.account))
        // A pupil's money arrives in the other institution's account.
        guard instruction.purpose == .transfer, var payment = transfers[instruction.payee] else { return }
        payment.amountFen = instruction.amountFen
        postings.post(payment, by: "bank", on: day, minute: 460)
    }
}

import EscrowRules
import Foundation
import Model

/// Escrow in memory, for one test: commands in, facts or a refusal out; with the real policy and calendar of Qianjiang.
struct Book {
    var state = State()
    /// The district's day.
    var today = day("2022-03-01")
    /// Every transfer so far.
    var transfers: [Transfer] = []
    let policy: Policy
    let calendar: WorkingCalendar

    init(on today: String = "2022-03-01") throws {
        self.today = day(today)
        let deploy = URL(filePath: #filePath).appending(path: "../../../deploy").standardized
        let decoder = JSONDecoder()
        policy = try Policy(
            rows: decoder.decode(
                [PolicyRow].self, from: Data(contentsOf: deploy.appending(path: "districts/qianjiang/policy.json"))))
        calendar = try WorkingCalendar(
            years: (2021...2023).map { year in
                try decoder.decode(CalendarYear.self, from: Data(contentsOf: deploy.appending(path: "calendars/\(year).json")))
            })
    }

    /// With an institution that runs and has its account.
    static func running(on today: String = "2022-03-01") throws -> Book {
        var book = try Book(on: today)
        try book.say(.institution(snapshot(.operating)))
        try book.say(.openAccount(AccountOpened(institution: institution, bank: "bank")))
        return book
    }

    /// With an enrolment «e» at it.
    static func enrolled(hours: Int, paid: Int64, on today: String = "2022-03-01") throws -> Book {
        var book = try Book.running(on: today)
        try book.say(.pay(payment(hours: hours, fen: paid, starts: book.today)))
        return book
    }

    /// Decides a command, changes the state by its facts and gives them back.
    @discardableResult
    mutating func say(_ command: Command) throws(Refusal) -> [Fact] {
        let circumstances = Circumstances(
            poster: "test", time: .start(of: today), today: today, policy: policy, calendar: calendar)
        let facts = try decide(command, state, circumstances)
        for fact in facts { evolve(&state, fact) }
        transfers += facts.compactMap(\.transfer)
        return facts
    }

    /// Opens the next days up to one, and gives back the facts of each day on which there were any.
    @discardableResult
    mutating func open(through last: String) throws -> [(day: String, facts: [Fact])] {
        var told: [(String, [Fact])] = []
        while today < day(last) {
            today = today.adding(days: 1)
            let facts = try say(.dayOpened(DayOpened(day: today, workingDay: calendar.isWorking(today))))
            if !facts.isEmpty { told.append((today.description, facts)) }
        }
        return told
    }

    /// Confirms a lesson of the enrolment «e» unless told otherwise; its share in fen.
    @discardableResult
    mutating func teach(_ lesson: Int, hours: Int = 1, _ enrolment: String = "e") throws -> Int64 {
        let facts = try say(
            .confirmLesson(Model.LessonConfirmed(enrolment: enrolment, institution: institution, lesson: lesson, hours: hours)))
        guard case .lessonReleased(let released, _) = facts.first, facts.count == 1 else { return -1 }
        return released.amountFen.rawValue
    }

    /// The balance in fen.
    func balance(_ account: AccountID) -> Int64 { state.ledger.balance(account).rawValue }

    /// What comes of a command, in a word: the reason, the key it waits for, or `accepted`.
    func verdict(_ command: Command) -> String {
        var copy = self
        do throws(Refusal) {
            try copy.say(command)
            return "accepted"
        } catch {
            switch error {
            case .refused(let reason, _): return reason.rawValue
            case .awaits(let key): return "awaits \(key.description.prefix { $0 != ":" })"
            }
        }
    }
}

/// R2.03's test vector.
let institution = USCC(known: "91500114MA5U00000B")
let other = USCC(known: "52500114MJP000001R")

/// A day written like `2022-03-01`.
func day(_ text: String) -> Day {
    guard let day = Day(text) else { preconditionFailure("tests write days rightly") }
    return day
}

func snapshot(_ status: InstitutionStatus, of id: USCC = institution) -> InstitutionSnapshot {
    InstitutionSnapshot(
        institution: id, name: "name", grid: "grid", township: "township", status: status, category: .nonAcademic,
        since: day("2022-01-01"))
}

func payment(
    _ enrolment: String = "e", at id: USCC = institution, pupil: String = "pupil", course: String = "course", hours: Int = 40,
    fen: Int64 = 100_000, starts: Day = day("2022-03-01"), ends: Day? = nil
) -> PaymentReceived {
    PaymentReceived(
        enrolment: enrolment, institution: id, pupil: pupil, guardian: "guardian of \(enrolment)", course: course, hours: hours,
        courseStarts: starts, courseEnds: ends ?? starts.adding(days: 60), amountFen: Fen(fen))
}

func repaid(_ enrolment: String = "e", _ fen: Int64, _ cause: RepaymentCause = .refundAgreed) -> Fact {
    .familyRepaid(
        FamilyRepaid(
            enrolment: enrolment, institution: institution, guardian: "guardian of \(enrolment)", amountFen: Fen(fen),
            cause: cause))
}

func settled(_ fen: Int64) -> Fact { .releaseSettled(ReleaseSettled(institution: institution, amountFen: Fen(fen))) }

import EscrowRules
import Foundation
import Model

/// Escrow in memory, for one test: commands in, facts or a refusal out; with the real policy and calendar of Qianjiang.
struct Book {
    var state = State()
    /// The district's day.
    var today: Day
    /// The day of the events' own time; nil: the district's.
    var eventDay: Day?
    /// When events arrive; nil: at their own time.
    var arrivalDay: Day?
    /// Years of which there is a calendar file.
    var calendar = Self.calendar
    /// True if the bank sends statements: then differences between books and bank are looked for.
    var reconciles = false
    /// Every transfer so far.
    private(set) var transfers: [Transfer] = []

    static let policy = try? Policy(
        rows: JSONDecoder().decode([PolicyRow].self, from: deployed("districts/qianjiang/policy.json")))
    static let calendar = calendar(2021...2024)

    /// The calendar of these years.
    static func calendar(_ years: ClosedRange<Int>) -> WorkingCalendar? {
        try? WorkingCalendar(
            years: years.map { try JSONDecoder().decode(CalendarYear.self, from: deployed("calendars/\($0).json")) })
    }

    init(on today: String = "2022-03-01") { self.today = day(today) }

    private static func deployed(_ path: String) throws -> Data {
        try Data(
            contentsOf: URL(filePath: #filePath).appending(path: "../../../deploy").standardized.appending(path: path))
    }

    /// With an institution that runs, has its accounts and offers «course», a lesson an hour.
    static func running(
        on today: String = "2022-03-01", mode: ReleaseMode = .perLesson, category: Category? = .nonAcademic
    ) throws -> Book {
        var book = Book(on: today)
        try book.open(institution, mode, category)
        return book
    }

    /// With the enrolment «e» at it.
    static func enrolled(
        hours: Int = 40, fen: Int64 = 100_000, on today: String = "2022-03-01", mode: ReleaseMode = .perLesson
    ) throws -> Book {
        var book = try Book.running(on: today, mode: mode)
        try book.say(.tuition(.pay(payment(hours: hours, fen: fen, starts: book.today))))
        return book
    }

    /// An institution that runs, with its accounts and a course.
    mutating func open(_ id: USCC, _ mode: ReleaseMode = .perLesson, _ category: Category? = .nonAcademic) throws {
        try say(.accounts(.follow(snapshot(.operating, of: id, category))))
        try say(.accounts(.openAccount(AccountOpened(institution: id, bank: "bank"))))
        if mode != .perLesson { try say(.accounts(.assignMode(ReleaseModeAssigned(institution: id, mode: mode)))) }
        try say(.tuition(.publishCourse(course(at: id))))
    }

    var circumstances: Circumstances {
        guard let policy = Self.policy, let calendar else {
            preconditionFailure("the district's policy and calendar can be read")
        }
        return Circumstances(
            poster: "test", time: .start(of: eventDay ?? today), arrival: arrivalDay.map { .start(of: $0) },
            today: today, policy: policy, calendar: calendar)
    }

    /// Decides a command, changes the state by its facts and gives them back.
    @discardableResult
    mutating func say(_ command: Command) throws(Refusal) -> [Fact] {
        let facts = try decide(command, state, circumstances)
        for fact in facts {
            evolve(&state, fact, on: today)
            transfers += fact.transfers
        }
        return facts
    }

    /// Says something, and opens the next day: what both made of it.
    @discardableResult
    mutating func overnight(_ command: Command) throws -> [Fact] { try say(command) + openDay() }

    // MARK: Days

    /// Opens the next days up to one, and gives back the facts of each day on which there were any.
    @discardableResult
    mutating func open(through last: String) throws -> [(day: String, facts: [Fact])] {
        var told: [(String, [Fact])] = []
        while today < day(last) {
            let facts = try openDay()
            if !facts.isEmpty { told.append((today.description, facts)) }
        }
        return told
    }

    /// Opens the next day.
    @discardableResult
    mutating func openDay() throws -> [Fact] {
        today = today.adding(days: 1)
        for id in state.institutions.ids { state.census[id] = census(of: id) }
        return try say(.dayOpened(DayOpened(day: today, workingDay: try? circumstances.calendar.isWorking(today))))
    }

    /// What the database counts when a day opens.
    private func census(of id: USCC) -> Census {
        let refunds = state.refunds.all.filter { $0.institution == id }
        let entries = state.bankEntries.ids.filter { $0.account.institution == id }.compactMap { state.bankEntries[$0] }
        return Census(
            refundsAsked: refunds.count { $0.requestedOn > today.adding(days: -7) },
            refundsOverdue: refunds.count { $0.status == .agreed && ($0.payBy ?? today) < today },
            openSince: reconciles ? entries.filter(\.isOpen).map(\.since).min() : nil)
    }

    // MARK: Lessons

    /// A roll call.
    @discardableResult
    mutating func hold(_ lesson: Int, _ roll: Identifier...) throws(Refusal) -> [Fact] {
        try say(
            .tuition(
                .holdLesson(
                    LessonHeld(
                        institution: institution, course: "course", lesson: lesson, roll: roll.isEmpty ? ["e"] : roll)))
        )
    }

    @discardableResult
    mutating func confirm(_ lesson: Int, _ enrolment: Identifier = "e") throws(Refusal) -> [Fact] {
        try say(
            .tuition(.confirmLesson(LessonConfirmed(enrolment: enrolment, institution: institution, lesson: lesson))))
    }

    /// A lesson is held and confirmed; its share in fen.
    @discardableResult
    mutating func teach(_ lesson: Int, _ enrolment: Identifier = "e") throws -> Int64 {
        try hold(lesson, enrolment)
        return try confirm(lesson, enrolment).released.first?.amountFen.rawValue ?? -1
    }

    mutating func teach(_ lessons: ClosedRange<Int>, _ enrolment: Identifier = "e") throws {
        for lesson in lessons { try teach(lesson, enrolment) }
    }

    mutating func cancel(_ lesson: Int) throws(Refusal) -> [Fact] {
        try say(.tuition(.cancelLesson(LessonCancelled(institution: institution, course: "course", lesson: lesson))))
    }

    // MARK: The bank

    /// Instructions that wait for the bank's answer, in their order.
    var waiting: [Instruction] {
        state.instructions.all.filter(\.status.isPending).sorted {
            ($0.institution, $0.id.description.count, $0.id) < ($1.institution, $1.id.description.count, $1.id)
        }
    }

    /// The bank answers every instruction that waits, and gives back what it did.
    @discardableResult
    mutating func bankAnswers(_ answer: BankAnswer = .paid) throws(Refusal) -> [Instruction] {
        let instructions = waiting
        for instruction in instructions { try say(bank(answer, instruction.id, at: instruction.institution)) }
        return instructions
    }

    // MARK: What there is

    /// The balance in fen.
    func balance(_ account: AccountID) -> Int64 { state.ledger.balance(account).rawValue }

    /// The balance in fen of an account of the institution.
    func balance(_ kind: AccountKind) -> Int64 { balance(.institution(kind, institution)) }

    /// The accounts of the institution that are not empty, in fen, with all families' tuition together.
    var balances: [AccountKind: Int64] {
        var balances: [AccountKind: Int64] = [:]
        for account in state.ledger.accounts.keys { balances[account.kind, default: 0] += balance(account) }
        return balances.filter { $0.value != 0 }
    }

    /// What comes of a command, in a word: the reason of a refusal or of a suspended payment, the key it waits for, or
    /// `accepted`.
    func verdict(_ command: Command) -> String {
        var copy = self
        do throws(Refusal) {
            return try copy.say(command).suspended.first?.reason.rawValue ?? "accepted"
        } catch {
            switch error {
            case .refused(let reason, _): return reason.rawValue
            case .awaits(let key): return "awaits \(key.description.prefix { $0 != ":" })"
            }
        }
    }
}

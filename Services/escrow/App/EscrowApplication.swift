import EscrowRules
import Model
import Postgres
import Service

/// Escrow: what it takes, what it gives, and where its rules and rows are.
struct EscrowApplication: Application {
    static let name = "escrow"

    static let migrations = [
        Migration("m0001-ledger", PackageResources.m0001_ledger_sql),
        Migration("m0002-reports", PackageResources.m0002_reports_sql),
        Migration("m0003-passes", PackageResources.m0003_passes_sql),
        Migration("m0004-links", PackageResources.m0004_links_sql),
        Migration("m0005-claims", PackageResources.m0005_claims_sql),
    ]
    static let rights = PackageResources.rights_sql

    static let intake: [IntakeEntry<Command>] = [
        .posted(AccountOpened.self) { .openAccount($0) },
        .posted(ReleaseModeAssigned.self) { .assignMode($0) },
        .posted(DepositReceived.self) { .receiveDeposit($0) },
        .posted(DepositReleased.self) { .releaseDeposit($0) },
        .posted(AccountFrozen.self) { .freeze($0) },
        .posted(AccountUnfrozen.self) { .unfreeze($0) },
        .posted(CoursePublished.self) { .publishCourse($0) },
        .posted(PaymentReceived.self) { .pay($0) },
        .posted(LessonHeld.self) { .holdLesson($0) },
        .posted(LessonConfirmed.self) { .confirmLesson($0) },
        .posted(LessonDisputed.self) { .disputeLesson($0) },
        .posted(LessonDecided.self) { .decideLesson($0) },
        .posted(LessonCancelled.self) { .cancelLesson($0) },
        .posted(EnrolmentTransferred.self) { .transferEnrolment($0) },
        .posted(RefundRequested.self) { .requestRefund($0) },
        .posted(RefundAnswered.self) { .answerRefund($0) },
        .posted(RefundDecided.self) { .decideRefund($0) },
        .posted(ClaimFiled.self) { .fileClaim($0) },
        .posted(RemainderDistributed.self) { .distributeRemainder($0) },
        .posted(InstructionAnswered.self) { .answerInstruction($0) },
        .posted(StatementReceived.self) { .receiveStatement($0) },
        .posted(DifferenceCleared.self) { .clearDifference($0) },
        .posted(AlertIdentified.self) { .identifyAlert($0) },
        .posted(AlertWarned.self) { .warnAlert($0) },
        .posted(AlertAnswered.self) { .answerAlert($0) },
        .posted(AlertClosed.self) { .closeAlert($0) },
        .stated(InstitutionSnapshot.self) { .institution($0) },
        .stated(EntrySnapshot.self) { .restrict($0) },
        .stated(DayOpened.self) { .dayOpened($0) },
    ]

    private let store = Store()

    init(_ configuration: Configuration) throws(ConfigurationError) {}

    func load(_ commands: [Command], today: Day, from connection: any Database) throws(PostgresError) -> State {
        try store.load(Subjects(commands), today: today, from: connection)
    }

    /// Rows for each institution on which something is due: what is due at one institution alone is cut, too.
    private static let rowsEach = 20

    func portion(
        of command: Command, after cursor: String?, max: Int, from connection: any Database
    ) throws(PostgresError) -> Portion<Command> {
        guard case .dayOpened(let opened) = command else { return .all(command) }
        let rows = max.multipliedReportingOverflow(by: Self.rowsEach)
        return try DayPlan(opened: opened, connection: connection)
            .next(after: cursor, institutions: max, rows: rows.overflow ? .max : rows.partialValue)
    }

    func alarm(_ fact: Fact) -> String? {
        guard case .leftForCalendar(let year) = fact else { return nil }
        return "deadlines wait: \(MissingCalendarYear(year: year))"
    }

    func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
        try EscrowRules.decide(command, state, circumstances)
    }

    func evolve(_ state: inout State, _ fact: Recorded<Fact>) {
        EscrowRules.evolve(&state, fact.fact, on: fact.day)
    }

    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError) {
        if let promise = state.brokenPromise { throw PostgresError(broken: promise) }
        try store.save(state, facts, to: connection)
    }

    func messages(_ fact: Fact) -> [any FactData] { fact.messages }

    /// A payment whose course never became known is in the bank nevertheless: it goes back.
    func overdue(_ command: Command) -> Command? {
        if case .pay(let payment) = command { .suspend(payment) } else { nil }
    }

    func provides(_ fact: Fact) -> [ReferenceKey] {
        switch fact {
        case .institutionChanged(let institution, from: nil, _, _): [.institution(institution)]
        case .accountOpened(let account): [.account(account.institution)]
        case .coursePublished(let course): [.course(course.institution, course.course)]
        case .paymentAccepted(let enrolment, _): [.enrolment(enrolment.id)]
        case .lessonHeld(let id, _): [.lesson(id.enrolment, id.lesson)]
        case .refundRequested(let refund): [.refund(refund.id)]
        case .instructed(let instruction, _): [.instruction(instruction.id)]
        case .alertChanged(let alert) where alert.status == .clue: [.alert(alert.id)]
        default: []
        }
    }
}

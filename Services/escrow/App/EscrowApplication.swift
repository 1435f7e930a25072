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
    ]

    static let intake: [IntakeEntry<Command>] = [
        .posted(AccountOpened.self) { .openAccount($0) },
        .posted(PaymentReceived.self) { .pay($0) },
        .posted(LessonConfirmed.self) { .confirmLesson($0) },
        .posted(RefundRequested.self) { .requestRefund($0) },
        .posted(RefundAnswered.self) { .answerRefund($0) },
        .posted(AccountFrozen.self) { .freeze($0) },
        .posted(AccountUnfrozen.self) { .unfreeze($0) },
        .stated(InstitutionSnapshot.self) { .institution($0) },
        .stated(EntrySnapshot.self) { .restrict($0) },
        .stated(DayOpened.self) { .dayOpened($0) },
    ]

    private let store = Store()

    init(_ configuration: Configuration) throws(ConfigurationError) {}

    func load(_ commands: [Command], today: Day, from connection: Connection) throws(PostgresError) -> State {
        try store.load(Subjects(commands), from: connection)
    }

    func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
        try EscrowRules.decide(command, state, circumstances)
    }

    func evolve(_ state: inout State, _ fact: Recorded<Fact>) {
        EscrowRules.evolve(&state, fact.fact)
    }

    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: Connection) throws(PostgresError) {
        try store.save(state, facts, to: connection)
    }

    func messages(_ fact: Fact) -> [any FactData] {
        switch fact {
        case .paymentAccepted(let payment):
            [
                PaymentAccepted(
                    enrolment: payment.enrolment, institution: payment.institution, hours: payment.hours,
                    amountFen: payment.amountFen)
            ]
        case .lessonReleased(let released, _): [released]
        case .refundDisputed(let disputed): [disputed]
        case .familyRepaid(let repaid): [repaid]
        case .releaseSettled(let settled): [settled]
        case .frozen(let frozen): [frozen]
        case .unfrozen(let unfrozen): [unfrozen]
        case .cleared(let clearance): [clearance]
        case .accountOpened, .refundRequested, .refundLapsed, .institutionChanged, .restrictionChanged: []
        }
    }

    func provides(_ fact: Fact) -> [ReferenceKey] {
        switch fact {
        case .institutionChanged(let institution, from: nil, _): [.institution(institution)]
        case .accountOpened(let account): [.account(account.institution)]
        case .paymentAccepted(let payment): [.enrolment(payment.enrolment)]
        case .refundRequested(let refund): [.refund(refund.id)]
        default: []
        }
    }
}

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

    static let intake: [IntakeEntry<Command>] =
        AccountSubject.intake + TuitionSubject.intake + FamilySubject.intake + BankSubject.intake + WatchSubject.intake
        + [.stated(DayOpened.self) { .dayOpened($0) }]

    static let tables =
        AccountTables.all + TuitionTables.all + FamilyTables.all + BankTables.all + WatchTables.all + LedgerTables.all

    private let store = Store()

    init(_ configuration: Configuration) throws(ConfigurationError) {}

    func load(_ commands: [Command], today: Day, from connection: any Database) throws(PostgresError) -> State {
        try store.load(Keys(commands), today: today, from: connection)
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

    func messages(_ fact: Fact) -> [any FactData] {
        switch fact {
        case .accounts(let fact): AccountSubject.messages(fact)
        case .tuition(let fact): TuitionSubject.messages(fact)
        case .families(let fact): FamilySubject.messages(fact)
        case .bank(let fact): BankSubject.messages(fact)
        case .watch(let fact): WatchSubject.messages(fact)
        case .ledgerSealed(let sealed): [sealed]
        case .linked, .leftForCalendar: []
        }
    }

    /// A payment whose course never became known is in the bank nevertheless: it goes back.
    func overdue(_ command: Command) -> Command? {
        if case .tuition(.pay(let payment)) = command { .tuition(.suspend(payment)) } else { nil }
    }

    func provides(_ fact: Fact) -> [ReferenceKey] {
        switch fact {
        case .accounts(let fact): AccountSubject.provides(fact)
        case .tuition(let fact): TuitionSubject.provides(fact)
        case .families(let fact): FamilySubject.provides(fact)
        case .bank(let fact): BankSubject.provides(fact)
        case .watch(let fact): WatchSubject.provides(fact)
        case .linked, .ledgerSealed, .leftForCalendar: []
        }
    }
}

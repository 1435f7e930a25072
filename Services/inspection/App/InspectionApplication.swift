import InspectionRules
import Model
import Postgres
import Service

/// The inspection service: what it takes, what it gives, and where its rules and rows are.
struct InspectionApplication: Application {
    static let name = "inspection"

    static let migrations = [
        Migration("m0001-inspections", PackageResources.m0001_inspections_sql),
        Migration("m0002-reports", PackageResources.m0002_reports_sql),
        Migration("m0003-statuses", PackageResources.m0003_statuses_sql),
    ]
    static let rights = PackageResources.rights_sql

    static let intake: [IntakeEntry<Command>] =
        InspectionSubject.intake + FindingSubject.intake + SchoolSubject.intake
        + [.stated(DayOpened.self) { .dayOpened($0) }]

    static let tables = InspectionTables.all + FindingTables.all + SchoolTables.all

    private let store = Store()

    init(_ configuration: Configuration) throws(ConfigurationError) {}

    func load(_ commands: [Command], today: Day, from connection: any Database) throws(PostgresError) -> State {
        try store.load(Keys(commands), from: connection)
    }

    func portion(
        of command: Command, after cursor: String?, max: Int, from connection: any Database
    ) throws(PostgresError) -> Portion<Command> {
        guard case .dayOpened(let opened) = command else { return .all(command) }
        return try DayPlan(day: opened.day, connection: connection).next(after: cursor, max: max)
    }

    func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
        try InspectionRules.decide(command, state, circumstances)
    }

    func evolve(_ state: inout State, _ fact: Recorded<Fact>) {
        InspectionRules.evolve(&state, fact.fact)
    }

    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError) {
        try store.save(state, facts.map(\.fact), to: connection)
    }

    func messages(_ fact: Fact) -> [any FactData] {
        switch fact {
        case .inspections(let fact): InspectionSubject.messages(fact)
        case .findings(let fact): FindingSubject.messages(fact)
        case .schools(let fact): SchoolSubject.messages(fact)
        }
    }

    func provides(_ fact: Fact) -> [ReferenceKey] {
        switch fact {
        case .inspections(let fact): InspectionSubject.provides(fact)
        case .findings(let fact): FindingSubject.provides(fact)
        case .schools(let fact): SchoolSubject.provides(fact)
        }
    }
}

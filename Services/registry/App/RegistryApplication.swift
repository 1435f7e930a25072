import Model
import Postgres
import RegistryRules
import Service

/// The registry: what it takes, what it gives, and where its rules and rows are.
struct RegistryApplication: Application {
    static let name = "registry"

    static let migrations = [
        Migration("m0001-institutions", PackageResources.m0001_institutions_sql),
        Migration("m0002-reports", PackageResources.m0002_reports_sql),
    ]
    static let rights = PackageResources.rights_sql

    static let settings = [
        Setting(
            "CLOCK_PARTICIPANTS", .text, standard: EventCatalogue.services.joined(separator: ","),
            help: "Services that must close a day before the next opens (CLOCK=events)."),
        Setting(
            "CLOCK_DAYS_MAX", .integer(1...3_660), standard: "31",
            help: "Missing days that open without an operator's word (CLOCK=system)."),
        Setting(
            "CLOCK_THROUGH", .text, standard: "",
            help: "Day such as 2026-12-31 through which more missing days may open: the machine's clock is right."),
    ]

    static let intake: [IntakeEntry<Command>] = InstitutionSubject.intake + GridSubject.intake + ClockSubject.intake

    static let tables = InstitutionTables.all + GridTables.all + ClockTables.all

    private let store: Store
    private let isReplay: Bool
    private let daysMax: Int
    private let allowedThrough: Day?
    private let calendar: WorkingCalendar

    init(_ configuration: Configuration) throws(ConfigurationError) {
        isReplay = configuration.isReplay
        calendar = configuration.district.calendar
        daysMax = configuration.integer("CLOCK_DAYS_MAX")
        let through = configuration.text("CLOCK_THROUGH")
        allowedThrough = Day(through)
        guard through.isEmpty || allowedThrough != nil else {
            throw ConfigurationError("CLOCK_THROUGH must be a day such as 2026-12-31, not «\(through)»")
        }
        let names = configuration.text("CLOCK_PARTICIPANTS").split(separator: ",").map { name in
            Identifier(known: name.filter { $0 != " " })
        }
        store = Store(participants: isReplay ? Set(names) : [])
    }

    func load(_ commands: [Command], today: Day, from connection: any Database) throws(PostgresError) -> State {
        try store.load(Keys(commands), from: connection)
    }

    func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
        try RegistryRules.decide(command, state, circumstances)
    }

    func evolve(_ state: inout State, _ fact: Recorded<Fact>) {
        RegistryRules.evolve(&state, fact.fact)
    }

    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError) {
        try store.save(state, facts, to: connection)
    }

    func messages(_ fact: Fact) -> [any FactData] {
        switch fact {
        case .institutions(let fact): InstitutionSubject.messages(fact)
        case .grids(let fact): GridSubject.messages(fact)
        case .clock(let fact): ClockSubject.messages(fact)
        }
    }

    func alarm(_ fact: Fact) -> String? {
        guard case .clock(.dayOpened(let opened)) = fact, opened.workingDay == nil else { return nil }
        return "working days are not known: \(MissingCalendarYear(year: opened.day.civil.year))"
    }

    func provides(_ fact: Fact) -> [ReferenceKey] {
        switch fact {
        case .institutions(let fact): InstitutionSubject.provides(fact)
        case .grids(let fact): GridSubject.provides(fact)
        case .clock: []
        }
    }

    /// The district's clock (`CLOCK=system`): the day after the last one, or today if there was none. If more days are
    /// missing than a weekend or an outage explains, the machine's clock may be wrong, and every deadline would fire:
    /// an operator must say that it is right.
    func due(at now: Moment, after last: Day?) -> ClockStep<Command> {
        guard !isReplay, last.map({ $0 < now.day }) ?? true else { return .nothing }
        // The first day has none before it that could show a wrong clock; a calendar can.
        guard last != nil || (try? calendar.isWorking(now.day)) != nil || allowedThrough.map({ now.day <= $0 }) ?? false
        else {
            return .hindered(
                "the machine's clock says \(now.day), and \(MissingCalendarYear(year: now.day.civil.year)); if it is "
                    + "right, add the file, or start the registry with CLOCK_THROUGH=\(now.day)")
        }
        let next = last?.adding(days: 1) ?? now.day
        let missing = now.day.days(since: next) + 1
        guard missing <= daysMax || allowedThrough.map({ now.day <= $0 }) ?? false else {
            return .hindered(
                "\(missing) days are missing since \(next); if the machine's clock is right, start the registry with "
                    + "CLOCK_THROUGH=\(now.day)")
        }
        return .open(next, .clock(.announceDay(next)))
    }
}

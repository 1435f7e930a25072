import Foundation
import Kafka
import Model
import Postgres
import Support

@testable import Service

/// The smallest service: grids are drawn, and a survey needs its grid.
struct Survey: Application {
    enum Command: Sendable {
        case draw(String)
        case survey(grid: String)

        var grid: String {
            switch self {
            case .draw(let grid), .survey(let grid): grid
            }
        }
    }

    typealias Fact = Command
    typealias State = Set<String>

    static let name = "survey"
    static let migrations: [Migration] = []
    static let intake: [IntakeEntry<Command>] = [
        .posted(GridDrawn.self) { .draw($0.grid) }, .posted(InstitutionSurveyed.self) { .survey(grid: $0.grid) },
    ]

    init(_ configuration: Configuration) {}

    func load(_ commands: [Command], today: Day, from connection: Connection) throws(PostgresError) -> State {
        Set(
            try connection.query(
                Statement("select grid from grids where grid = any($1::text[])"), [commands.map(\.grid)]
            ).map { $0.string(0) })
    }

    func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
        if case .survey(let grid) = command, !state.contains(grid) { throw .awaits(.grid(grid)) }
        return [command]
    }

    func evolve(_ state: inout State, _ fact: Recorded<Fact>) { state.insert(fact.fact.grid) }

    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: Connection) throws(PostgresError) {
        _ = try connection.query(
            Statement("insert into grids select unnest($1::text[]) on conflict do nothing"), [facts.map(\.fact.grid)])
    }

    func messages(_ fact: Fact) -> [any FactData] { [] }

    func provides(_ fact: Fact) -> [ReferenceKey] {
        if case .draw(let grid) = fact { [.grid(grid)] } else { [] }
    }
}

/// Processes of the smallest service over one schema of the real database.
struct SurveySchema: Sendable {
    let name = "survey_\(UUID().uuidString.prefix(8).lowercased())"
    let configuration: Configuration

    init() throws {
        configuration = try Self.configuration()
        let connection = try connect()
        for migration in [
            PackageResources.m0000_loop_sql, PackageResources.m0000_outbox_sql, PackageResources.m0000_views_sql,
        ] {
            try connection.script(String(decoding: migration, as: UTF8.self))
        }
        try connection.script("create table grids (grid text primary key)")
    }

    /// The settings of a service in Qianjiang.
    static func configuration() throws -> Configuration {
        try Configuration(
            settings: Setting.common,
            environment: [
                "DATABASE_URL": "unused", "DISTRICT_DIRECTORY": Qianjiang.directory.path,
                "CALENDAR_DIRECTORY": Qianjiang.calendars.path,
            ])
    }

    /// A connection of its own, as each process has.
    func connect() throws -> Connection {
        let connection = try Connection(
            url: ProcessInfo.processInfo.environment["DATABASE_URL", default: ""], applicationName: name,
            statementTimeoutMilliseconds: 60_000)
        try connection.script("create schema if not exists \(name); set search_path to \(name)")
        return connection
    }

    /// What a batch of one posted event makes, in the transaction that is open.
    func decide<Data: EventData>(_ data: Data, by poster: String, in connection: Connection) throws(PostgresError)
        -> DecideAll<Survey>.Result
    {
        let event = CloudEvent(
            id: "\(Data.type) \(data.subject)", source: poster, type: Data.type, subject: data.subject, time: morning,
            data: data)
        let decode = Decode<Survey.Command>(
            service: "survey", entries: Survey.intake, roster: configuration.district.roster, bytesMax: 1_000_000)
        let received = decode(
            WaitingEvent(
                id: EventIdentity(poster: poster, event: event.id), awaits: "",
                origin: Origin(partition: .init(topic: "survey.intake.\(poster)", partition: 0), offset: 0),
                time: morning, until: morning.day,
                payload: event.encoded()))
        let decideAll = DecideAll(
            application: Survey(configuration), configuration: configuration, journal: Journal(connection: connection),
            phases: Phases("loop", Metrics()))
        return try decideAll([received], today: morning.day, wake: decode)
    }
}

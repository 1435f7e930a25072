import Foundation
import Kafka
import Model
import Postgres
import Support

@testable import Service

/// The smallest service: grids are drawn, and a survey needs its grid.
struct Survey: Application {
    enum Command: Sendable {
        case draw(Identifier)
        case survey(grid: Identifier)

        var grid: Identifier {
            switch self {
            case .draw(let grid), .survey(let grid): grid
            }
        }
    }

    typealias Fact = Command
    typealias State = Set<Identifier>

    static let name = "survey"
    static let migrations: [Migration] = []
    static let rights: [UInt8] = []
    static let intake: [IntakeEntry<Command>] = [
        .posted(GridDrawn.self) { .draw($0.grid) }, .posted(InstitutionSurveyed.self) { .survey(grid: $0.grid) },
    ]

    init(_ configuration: Configuration) {}

    func load(_ commands: [Command], today: Day, from connection: any Database) throws(PostgresError) -> State {
        Set(
            try connection.query(
                Statement("select grid from grids where grid = any($1::text[])"), [commands.map(\.grid)]
            ).map { $0.identifier(0) })
    }

    func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
        if case .survey(let grid) = command, !state.contains(grid) { throw .awaits(.grid(grid)) }
        return [command]
    }

    func evolve(_ state: inout State, _ fact: Recorded<Fact>) { state.insert(fact.fact.grid) }

    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError) {
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
        for migration in Migration.ofLoop { try connection.script(String(decoding: migration.sql, as: UTF8.self)) }
        try connection.script("create table grids (grid text primary key)")
    }

    /// The settings of a service in Qianjiang.
    static func configuration(_ settings: [String: String] = [:]) throws -> Configuration {
        try Configuration(
            settings: Setting.common,
            environment: [
                "DATABASE_URL": "dbname=unused", "DISTRICT_DIRECTORY": Qianjiang.directory.path,
                "CALENDAR_DIRECTORY": Qianjiang.calendars.path,
            ].merging(settings) { $1 })
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
    func decide<Data: EventData>(_ data: Data, by poster: String, in connection: any Database) throws(PostgresError)
        -> Turn<Survey>.Outcome
    {
        let event = CloudEvent(
            id: "\(Data.type) \(data.subject)", source: poster, type: Data.type, subject: data.subject, time: morning,
            data: data)
        let received = decode(
            WaitingEvent(
                id: EventIdentity(poster: poster, event: event.id), awaits: "",
                origin: Origin(partition: .init(topic: "survey.intake.\(poster)", partition: 0), offset: 0),
                time: morning, arrival: morning, until: morning.day, payload: event.encoded(), headers: .none))
        return try turn(connection, decode).complete([received], on: morning.day, counting: [:])
    }

    /// What waiting events that are due make, in a transaction of its own; nil if there are none.
    func takeDue(in connection: any Database, most: Int = 100) throws(PostgresError) -> Turn<Survey>.Outcome? {
        try turn(connection, decode).takeDue(most: most, leavingOut: { _ in nil }, taken: { _ in })
    }

    /// The day begins, or is stated again.
    func begin(_ day: Day, in connection: any Database) throws(PostgresError) -> Bool {
        try turn(connection, decode).begin(day, [])
    }

    private var decode: Decode<Survey.Command> {
        Decode(
            service: "survey", entries: Survey.intake, roster: configuration.district.roster, bytesMax: 1_000_000,
            isReplay: false)
    }

    private func turn(_ connection: any Database, _ decode: Decode<Survey.Command>) -> Turn<Survey> {
        let (tables, phases) = (LoopTables(connection: connection), Phases("loop", Metrics()))
        let round = Round(
            application: Survey(configuration), configuration: configuration, tables: tables, phases: phases)
        return Turn(
            configuration: configuration, connection: connection, tables: tables, round: round,
            decode: decode, phases: phases)
    }
}

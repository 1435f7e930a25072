import Model
import Postgres
import Support
import Synchronization

@testable import Service

/// A survey of grids one of which kills the process that decides of it, and a day in three pieces, the second as
/// deadly.
struct Deadly: Application {
    enum Command: Sendable {
        case draw(Identifier)
        case survey(grid: Identifier)
        case day
        case piece(Int)
    }

    typealias Fact = Command
    typealias State = Set<Identifier>

    static let name = "survey"
    static let deadly: Identifier = "deadly"
    /// One with which a promise of the program is broken.
    static let broken: Identifier = "broken"
    /// One that is much work, and that work.
    static let slow: Identifier = "slow"
    static let work = Mutex<@Sendable () -> Void>({})
    /// One of which is noted how long after its own time it came.
    static let late: Identifier = "late"
    static let migrations: [Migration] = []
    static let rights: [UInt8] = []
    static let intake: [IntakeEntry<Command>] = [
        .posted(GridDrawn.self) { .draw($0.grid) },
        .posted(PatrolReported.self) { .survey(grid: $0.grid) }, .stated(DayOpened.self) { _ in .day },
    ]

    init(_ configuration: Configuration) {}

    func portion(
        of command: Command, after cursor: String?, max: Int, from connection: any Database
    ) throws(PostgresError) -> Portion<Command> {
        let first = cursor.flatMap { Int($0) } ?? 0
        let numbers = first..<min(3, first + max)
        return Portion(
            pieces: numbers.map { .init(name: String($0), command: .piece($0)) },
            cursor: numbers.upperBound < 3 ? String(numbers.upperBound) : nil)
    }

    /// Whoever asks for the deadly one is gone.
    func load(_ commands: [Command], today: Day, from connection: any Database) throws(PostgresError) -> State {
        for command in commands {
            switch command {
            case .survey(Self.broken): throw PostgresError(broken: "a promise of the rules")
            case .survey(Self.deadly) where try drawn(connection).contains(Self.deadly), .piece(1):
                throw PostgresError(sqlState: nil, message: "died", isConnectionLost: true)
            default: continue
            }
        }
        return try drawn(connection)
    }

    private func drawn(_ connection: any Database) throws(PostgresError) -> Set<Identifier> {
        Set(try connection.query(Statement("select grid from grids"), []).map { $0.identifier(0) })
    }

    func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
        if case .draw(Self.slow) = command { Self.work.withLock { $0 }() }
        if case .draw(Self.late) = command {
            let lateness = circumstances.arrival.milliseconds - circumstances.time.milliseconds
            return [.draw(Identifier(known: "late by \(lateness)"))]
        }
        if case .survey(let grid) = command, !state.contains(grid) { throw .awaits(.grid(grid)) }
        return [command]
    }

    func evolve(_ state: inout State, _ fact: Recorded<Fact>) {}

    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError) {
        let names = facts.compactMap { fact -> String? in
            switch fact.fact {
            case .draw(let grid): grid.description
            case .piece(let number): "piece \(number)"
            case .survey(let grid): "patrol of \(grid)"
            case .day: nil
            }
        }
        _ = try connection.query(
            Statement("insert into grids select unnest($1::text[]) on conflict do nothing"), [names])
    }

    func messages(_ fact: Fact) -> [any FactData] {
        if case .draw(Self.slow) = fact { Self.work.withLock { $0 }() }
        return []
    }

    func provides(_ fact: Fact) -> [ReferenceKey] {
        if case .draw(let grid) = fact { [.grid(grid)] } else { [] }
    }
}

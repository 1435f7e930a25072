package import Model
package import Postgres

/// What a service must say of itself; the loop does the rest. One event's way: decoded by `intake`, then `load`,
/// `decide` and `evolve`, `save`, and what `messages` gives goes out on topics.
package protocol Application: Sendable {
    /// What the service is told, decoded.
    associatedtype Command: Sendable
    /// What the rules made of it: the only thing that changes state.
    associatedtype Fact: Sendable
    /// The rows that a batch needs, in memory.
    associatedtype State: Sendable

    /// The service's name: its topics are `<name>.intake.<poster>`, `<name>.events` and `<name>.rejected`.
    static var name: String { get }
    /// Its tables, in order; the schema is made from the name.
    static var migrations: [Migration] { get }
    /// The tables that it reads and writes by their descriptions: compared with the schema at start.
    static var tables: [any DescribedTable] { get }
    /// What its role may do with them: statements that can be run again and again.
    static var rights: [UInt8] { get }
    /// Settings beside those that every service has.
    static var settings: [Setting] { get }
    /// Its tables whose rows have an end.
    static var rings: [Ring] { get }
    /// What it takes: commands that posters may say and facts of other services.
    static var intake: [IntakeEntry<Command>] { get }

    init(_ configuration: Configuration) throws(ConfigurationError)

    /// Work that is too much for one transaction is done in portions of one each: the next one after a cursor. `max`
    /// bounds what a portion is about, such as institutions.
    func portion(
        of command: Command, after cursor: String?, max: Int, from connection: any Database
    ) throws(PostgresError) -> Portion<Command>
    /// Everything that these commands need, in a constant number of statements; rows that may change are locked in the
    /// order of their ids.
    func load(_ commands: [Command], today: Day, from connection: any Database) throws(PostgresError) -> State
    /// The rules: no clock, no randomness, no I/O.
    func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact]
    /// The only way that state changes.
    func evolve(_ state: inout State, _ fact: Recorded<Fact>)
    /// Everything that changed, in a constant number of statements.
    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError)
    /// What others are told of a fact.
    func messages(_ fact: Fact) -> [any FactData]
    /// What now exists, so that events which wait for it can go on.
    func provides(_ fact: Fact) -> [ReferenceKey]
    /// What to decide in place of a command that waited too long for what it refers to; nil: it is refused.
    func overdue(_ command: Command) -> Command?
    /// Called after a commit, and with no facts at start, and soon after it answered true: the place to bring files up
    /// to what the database says, for a moment, since events wait meanwhile. Milliseconds after which to look again;
    /// nil: not before something happened.
    func committed(_ facts: [Recorded<Fact>], _ connection: any Database) throws(LoopError) -> Int?
    /// Called while another process takes the events: files that this one perhaps wrote too late are behind again.
    func giveUpFiles(_ connection: any Database) throws(LoopError)
    /// What the wall clock brings; only the registry has a clock (`CLOCK=system`). `last` is the last day that opened.
    func due(at now: Moment, after last: Day?) -> ClockStep<Command>
    /// What an operator must mend, in a sentence without personal data; nil: nothing. It is said once.
    func alarm(_ fact: Fact) -> String?
}

/// What the wall clock brings.
package enum ClockStep<Command: Sendable>: Sendable {
    case nothing
    /// The next day, and the command that opens it.
    case open(Day, Command)
    /// The clock cannot be right, or an operator must say so.
    case hindered(String)
}

extension Application {
    package static var tables: [any DescribedTable] { [] }
    package static var settings: [Setting] { [] }
    package static var rings: [Ring] { [] }
    /// Nothing waits for what this service makes.
    package func provides(_ fact: Fact) -> [ReferenceKey] { [] }
    /// It is refused.
    package func overdue(_ command: Command) -> Command? { nil }
    /// It is one portion.
    package func portion(
        of command: Command, after cursor: String?, max: Int, from connection: any Database
    ) throws(PostgresError) -> Portion<Command> { .all(command) }
    /// Nothing that it states is an operator's business.
    package func alarm(_ fact: Fact) -> String? { nil }
    /// It keeps no files.
    package func committed(_ facts: [Recorded<Fact>], _ connection: any Database) throws(LoopError) -> Int? { nil }
    /// It keeps no files.
    package func giveUpFiles(_ connection: any Database) throws(LoopError) {}
    /// The clock brings it nothing.
    package func due(at now: Moment, after last: Day?) -> ClockStep<Command> { .nothing }
}

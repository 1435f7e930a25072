import BlacklistPublisherRules
import Model
import Postgres
import Service

/// The blacklist-publisher: what it takes, what it gives, and the page of the blacklist that it keeps up to date.
struct BlacklistApplication: Application {
    static let name = "blacklist"

    static let migrations = [
        Migration("m0001-entries", PackageResources.m0001_entries_sql),
        Migration("m0002-reports", PackageResources.m0002_reports_sql),
    ]
    static let rights = PackageResources.rights_sql

    static let settings = [
        Setting(
            "PUBLIC_DIRECTORY", .text, standard: nil,
            help: "Directory of the public list: index.html and list.json, served by nginx.")
    ]

    static let intake: [IntakeEntry<Command>] = [
        .posted(ListingProposed.self) { .propose($0) },
        .posted(NoticeServed.self) { .serveNotice($0) },
        .posted(ObjectionRaised.self) { .object($0) },
        .posted(ObjectionDecided.self) { .decideObjection($0) },
        .posted(RemovalDecided.self) { .remove($0) },
        .stated(InstitutionSnapshot.self) { .institution($0) },
        .stated(DayOpened.self) { .dayOpened($0) },
    ]

    static let tables = Store.tables

    private let store = Store()
    private let publicList: PublicList
    private let sessionMilliseconds: Int

    init(_ configuration: Configuration) throws(ConfigurationError) {
        sessionMilliseconds = configuration.integer("SESSION_TIMEOUT_MS")
        do {
            publicList = try PublicList(directory: configuration.text("PUBLIC_DIRECTORY"))
        } catch {
            throw ConfigurationError("PUBLIC_DIRECTORY: \(error)")
        }
    }

    func load(_ commands: [Command], today: Day, from connection: any Database) throws(PostgresError) -> State {
        try store.load(Keys(commands), from: connection)
    }

    func portion(
        of command: Command, after cursor: String?, max: Int, from connection: any Database
    ) throws(PostgresError) -> Portion<Command> {
        guard case .dayOpened(let opened) = command else { return .all(command) }
        let (entries, next) = try store.moving(on: opened.day, after: cursor, max: max, connection)
        return Portion(
            pieces: entries.map { .init(name: $0.description, command: .dayWork(opened.day, entry: $0)) }, cursor: next)
    }

    func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
        try BlacklistPublisherRules.decide(command, state, circumstances)
    }

    func evolve(_ state: inout State, _ fact: Recorded<Fact>) {
        BlacklistPublisherRules.evolve(&state, fact.fact)
    }

    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError) {
        try store.save(state, to: connection)
    }

    func messages(_ fact: Fact) -> [any FactData] {
        switch fact {
        case .entryChanged(let entry):
            let changed = EntryStatusChanged(
                entry: entry.id, institution: entry.institution, authority: entry.authority, status: entry.status)
            return [changed] + (entry.snapshot.map { [$0] } ?? [])
        case .institutionKnown: return []
        }
    }

    func provides(_ fact: Fact) -> [ReferenceKey] {
        switch fact {
        case .entryChanged(let entry): entry.status == .proposed ? [.entry(entry.id)] : []
        case .institutionKnown(let id, _): [.institution(id)]
        }
    }

    /// After each commit that touched the list, and at start: the files say what the database says.
    func committed(_ facts: [Recorded<Fact>], _ connection: any Database) throws(LoopError) -> Int? {
        let isTouched = facts.contains { fact in
            if case .entryChanged(let entry) = fact.fact { entry.listedOn != nil } else { false }
        }
        guard isTouched || facts.isEmpty else { return nil }
        do {
            if let failure = try publish(connection) { throw failure }
        } catch {
            throw LoopError(error)
        }
        return nil
    }

    /// Under the lock from reading to writing, so that no list comes after a newer one; what went wrong with the files.
    /// The server ends a transaction that says nothing for too long: who slept in it writes nothing any more.
    private func publish(_ connection: any Database) throws(PostgresError) -> FileError? {
        var failure: FileError?
        try connection.transaction { (connection) throws(PostgresError) -> Void? in
            try store.lockPublic(connection)
            let lease = Lease(milliseconds: sessionMilliseconds / 2)
            let entries = try store.publicEntries(connection)
            do throws(FileError) {
                try publicList.publish(entries, lease)
            } catch {
                failure = error
            }
            return ()
        }
        return failure
    }
}

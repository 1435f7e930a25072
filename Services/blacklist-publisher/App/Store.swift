import BlacklistPublisherRules
import Model
import Postgres
import Service

/// All SQL of the blacklist-publisher.
struct Store {
    private static let columns = """
        entry, institution, authority, conduct, basis, decision_number, status, proposed_on, served_on, window_ends,
        listed_on, expires_on
        """
    private static let findEntries = Statement(
        "select \(columns) from entries where entry = any($1::text[]) order by entry for update")
    /// Entries that a new day (`$1`) moves, after one (`$2`), so many (`$3`): uses the partial index entries_moving.
    private static let findMoving = Statement(
        """
        select entry from entries
        where (status = 'noticeServed' and window_ends < $1::date or status = 'listed' and expires_on <= $1::date)
            and status in ('noticeServed', 'listed') and entry collate "C" > $2::text
        order by entry collate "C" limit $3::int8
        """)
    private static let findInstitutions = Statement(
        "select institution, name from institutions where institution = any($1::text[])")
    private static let saveEntries = Statement(
        """
        insert into entries (\(columns))
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::date[], $9::date[], $10::date[], $11::date[], $12::date[])
        on conflict (entry) do update set status = excluded.status, served_on = excluded.served_on,
            window_ends = excluded.window_ends, listed_on = excluded.listed_on, expires_on = excluded.expires_on
        """)
    private static let saveInstitutions = Statement(
        """
        insert into institutions (institution, name) select * from unnest($1::text[], $2::text[])
        on conflict (institution) do update set name = excluded.name
        """)
    private static let lockPublic = Statement(
        "select pg_advisory_xact_lock(hashtextextended('files:' || current_schema(), 0))")
    private static let findPublic = Statement(
        """
        select entry, name, institution, conduct, basis, decision_number, authority, listed_on::text, expires_on::text
        from entries join institutions using (institution) where status = 'listed' order by entry
        """)

    /// Entries that a day moves, in their order, at most so many; and the one to go on after, nil if these are all.
    func moving(
        on day: Day, after entry: String?, max: Int, _ connection: any Database
    ) throws(PostgresError) -> (entries: [Identifier], cursor: String?) {
        let most = min(Swift.max(1, max), 1_000_000_000)
        let parameters: [any PostgresParameter] = [PostgresDate(day), entry ?? "", most + 1]
        let rows = try connection.query(Self.findMoving, parameters).map { $0.identifier(0) }
        return rows.count > most ? (Array(rows.prefix(most)), rows[most - 1].description) : (rows, nil)
    }

    /// The entries and institutions that the commands name.
    func load(_ commands: [Command], from connection: any Database) throws(PostgresError) -> State {
        var state = State()
        let ids = Set(commands.flatMap(\.entries)).sorted()
        let institutions = Set(commands.compactMap(\.institution)).map(\.description).sorted()
        var entries: [Entry] = []
        if !ids.isEmpty { entries += try read(connection.query(Self.findEntries, [ids])) }
        for entry in entries { state.entries[entry.id] = entry }
        if !institutions.isEmpty {
            for (id, name) in try connection.query(Self.findInstitutions, [institutions]).map({
                ($0.uscc(0), $0.text(1) as Line)
            }) {
                state.institutions[id] = name
            }
        }
        return state
    }

    private func read(_ rows: Rows) throws(PostgresError) -> [Entry] {
        try rows.map { row in
            Entry(
                id: row.text(0), institution: row.uscc(1), authority: row.text(2), conduct: row.text(3),
                basis: row.text(4),
                decisionNumber: row.text(5), status: row.word(6), proposedOn: row.day(7),
                servedOn: row.optionalDay(8),
                windowEnds: row.optionalDay(9), listedOn: row.optionalDay(10), expiresOn: row.optionalDay(11))
        }
    }

    /// What changed.
    func save(_ state: State, to connection: any Database) throws(PostgresError) {
        let institutions = state.changedInstitutions.sorted()
        try connection.queryUnlessEmpty(
            Self.saveInstitutions, institutions.count,
            [institutions.map(\.description), institutions.map { state.institutions[$0]?.description ?? "" }])
        let rows = state.changedEntries.sorted().compactMap { state.entries[$0] }
        try connection.queryUnlessEmpty(
            Self.saveEntries, rows.count,
            [
                rows.map(\.id), rows.map(\.institution.description), rows.map(\.authority), rows.map(\.conduct),
                rows.map(\.basis),
                rows.map(\.decisionNumber), rows.map(\.status.rawValue), rows.map { PostgresDate($0.proposedOn) },
                rows.map { $0.servedOn.map { PostgresDate($0) } }, rows.map { $0.windowEnds.map { PostgresDate($0) } },
                rows.map { $0.listedOn.map { PostgresDate($0) } }, rows.map { $0.expiresOn.map { PostgresDate($0) } },
            ])
    }

    /// Until the end of the transaction no other process of the service publishes.
    func lockPublic(_ connection: any Database) throws(PostgresError) { _ = try connection.query(Self.lockPublic, []) }

    /// What the public sees.
    func publicEntries(_ connection: any Database) throws(PostgresError) -> [PublicEntry] {
        try connection.query(Self.findPublic, []).map { row in
            PublicEntry(
                entry: row.string(0), name: row.string(1), institution: row.string(2), conduct: row.string(3),
                basis: row.string(4),
                decisionNumber: row.string(5), authority: row.string(6), listedOn: row.string(7),
                expiresOn: row.string(8))
        }
    }
}

extension Command {
    fileprivate var entries: [Identifier] {
        switch self {
        case .propose(let data): [data.entry]
        case .serveNotice(let data): [data.entry]
        case .object(let data): [data.entry]
        case .decideObjection(let data): [data.entry]
        case .remove(let data): [data.entry]
        case .dayWork(_, let entry): [entry]
        case .institution, .dayOpened: []
        }
    }

    fileprivate var institution: USCC? {
        switch self {
        case .propose(let data): data.institution
        case .institution(let data): data.institution
        default: nil
        }
    }
}

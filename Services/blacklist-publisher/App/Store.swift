import BlacklistPublisherRules
import Model
import Postgres
import Service

/// All SQL of the blacklist-publisher.
struct Store {
    private static let entries = TableDescription(
        "entries", id: \.id,
        row: Entry.init, .key("entry", \.id), .fixed("institution", \.institution), .fixed("authority", \.authority),
        .fixed("conduct", \.conduct), .fixed("basis", \.basis), .fixed("decision_number", \.decisionNumber),
        .changing("status", \.status), .fixed("proposed_on", \.proposedOn), .changing("served_on", \.servedOn),
        .changing("window_ends", \.windowEnds), .changing("listed_on", \.listedOn),
        .changing("expires_on", \.expiresOn))

    private static let institutions = TableDescription<USCC, Line>(
        "institutions", key: "institution", row: { $0 }, .value("name", .changing))

    static let tables: [any DescribedTable] = [institutions, entries]

    private static let lockEntries = entries.select("where entry = any($1::text[]) order by entry for update")
    /// Entries that a new day (`$1`) moves, after one (`$2`), so many (`$3`): uses the partial index entries_moving.
    private static let findMoving = Statement(
        """
        select entry from entries
        where (status = 'noticeServed' and window_ends < $1::date or status = 'listed' and expires_on <= $1::date)
            and status in ('noticeServed', 'listed') and entry collate "C" > $2::text
        order by entry collate "C" limit $3::int8
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
        let parameters: [any PostgresParameter] = [day.stored, entry ?? "", most + 1]
        let rows = try connection.query(Self.findMoving, parameters).map { $0.identifier(0) }
        return rows.count > most ? (Array(rows.prefix(most)), rows[most - 1].description) : (rows, nil)
    }

    /// The entries and institutions that the commands name.
    func load(_ keys: Keys, from connection: any Database) throws(PostgresError) -> State {
        var state = State()
        if !keys.entries.isEmpty {
            for entry in try Self.entries.rows(Self.lockEntries, [keys.entries.sorted()], from: connection) {
                state.entries[entry.id] = entry.row
            }
        }
        for institution in try Self.institutions.find(keys.institutions.sorted(), from: connection) {
            state.institutions[institution.id] = institution.row
        }
        return state
    }

    /// What changed.
    func save(_ state: State, to connection: any Database) throws(PostgresError) {
        try Self.institutions.upsert(state.institutions.rows(state.changedInstitutions), into: connection)
        try Self.entries.upsert(state.entries.rows(state.changedEntries), into: connection)
    }

    /// Until the end of the transaction no other process of the service publishes.
    func lockPublic(_ connection: any Database) throws(PostgresError) { _ = try connection.query(Self.lockPublic, []) }

    /// What the public sees.
    func publicEntries(_ connection: any Database) throws(PostgresError) -> [PublicEntry] {
        try connection.query(Self.findPublic, []).map { row in
            PublicEntry(
                entry: row.string(0), name: row.string(1), institution: row.string(2), conduct: row.string(3),
                basis: row.string(4), decisionNumber: row.string(5), authority: row.string(6), listedOn: row.string(7),
                expiresOn: row.string(8))
        }
    }
}

import EscrowRules
import Model
import Postgres
import Service

extension Save {
    private static let upsertInstitutions = Statement(
        """
        insert into institutions
            (institution, status, category, bank, mode, deposit_minimum_fen, frozen, cleared, instructions,
            open_fees_fen, open_deposit_fees_fen, capacity_fen, open_hours, last_taught)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int8[], $7::bool[],
            $8::bool[], $9::int4[], $10::int8[], $11::int8[], $12::int8[], $13::int4[], $14::date[])
        on conflict (institution) do update set status = excluded.status, category = excluded.category,
            bank = excluded.bank, mode = excluded.mode, deposit_minimum_fen = excluded.deposit_minimum_fen,
            frozen = excluded.frozen, cleared = excluded.cleared,
            instructions = excluded.instructions, open_fees_fen = excluded.open_fees_fen,
            open_deposit_fees_fen = excluded.open_deposit_fees_fen,
            capacity_fen = excluded.capacity_fen, open_hours = excluded.open_hours, last_taught = excluded.last_taught
        """)
    private static let upsertRestrictions = Statement(
        """
        insert into restrictions (entry, institution, expires_on)
        select * from unnest($1::text[], $2::text[], $3::date[])
        on conflict (entry) do update set institution = excluded.institution, expires_on = excluded.expires_on
        """)
    private static let deleteRestrictions = Statement("delete from restrictions where entry = any($1::text[])")
    private static let upsertAlerts = Statement(
        """
        insert into alerts (alert, institution, rule, level, status, raised_on, detail, due, answer)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::text[],
            $8::date[], $9::text[])
        on conflict (alert) do update set level = excluded.level, status = excluded.status, detail = excluded.detail,
            due = excluded.due, answer = excluded.answer
        """)

    func institutions() throws(PostgresError) {
        let rows = state.institutions.old + state.institutions.new
        try connection.queryUnlessEmpty(
            Self.upsertInstitutions, rows.count,
            [
                rows.map(\.id.description), rows.map(\.row.status.rawValue), rows.map(\.row.category?.rawValue),
                rows.map(\.row.bank),
                rows.map(\.row.mode.rawValue), rows.map(\.row.depositMinimum.rawValue), rows.map(\.row.isFrozen),
                rows.map(\.row.isCleared),
                rows.map { Int32(clamping: $0.row.instructions) }, rows.map(\.row.openFees.rawValue),
                rows.map(\.row.openDepositFees.rawValue),
                rows.map(\.row.capacity.rawValue), rows.map { Int32(clamping: $0.row.openHours) },
                rows.map { $0.row.lastTaught.map { PostgresDate($0) } },
            ])
    }

    /// The last word on each entry of the blacklist.
    func restrictions() throws(PostgresError) {
        var entries: [Identifier: (institution: USCC, expiresOn: Day?)] = [:]
        for fact in facts {
            if case .restrictionChanged(let entry, let institution, let expiresOn) = fact.fact {
                entries[entry] = (institution, expiresOn)
            }
        }
        let standing = entries.compactMap { entry, row in
            row.expiresOn.map { (entry: entry, institution: row.institution, expiresOn: $0) }
        }
        .sorted { $0.entry < $1.entry }
        try connection.queryUnlessEmpty(
            Self.upsertRestrictions, standing.count,
            [
                standing.map(\.entry), standing.map(\.institution.description),
                standing.map { PostgresDate($0.expiresOn) },
            ])
        let lifted = entries.filter { $0.value.expiresOn == nil }.keys.sorted()
        try connection.queryUnlessEmpty(Self.deleteRestrictions, lifted.count, [lifted])
    }

    /// Those that close come before those that are raised: there is one open alert an institution and rule.
    func alerts() throws(PostgresError) {
        let rows = state.alerts.old + state.alerts.new
        try connection.queryUnlessEmpty(
            Self.upsertAlerts, rows.count,
            [
                rows.map(\.id), rows.map(\.row.institution.description), rows.map(\.row.rule.rawValue),
                rows.map(\.row.level.rawValue),
                rows.map(\.row.status.rawValue), rows.map { PostgresDate($0.row.raisedOn) }, rows.map(\.row.detail),
                rows.map { $0.row.due.map { PostgresDate($0) } }, rows.map(\.row.answer),
            ])
    }
}

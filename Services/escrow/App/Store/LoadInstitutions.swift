import EscrowRules
import Model
import Postgres
import Service

extension Load {
    private static let lockInstitutions = Statement(
        """
        select institution, status, category, bank, mode, deposit_minimum_fen, frozen, cleared, instructions,
            open_fees_fen, open_deposit_fees_fen, capacity_fen, open_hours, last_taught
        from institutions where institution = any($1::text[])
        order by institution for update
        """)
    private static let findRestrictions = Statement(
        "select institution, entry, expires_on from restrictions where institution = any($1::text[])")
    /// By id (`$1`); of institutions (`$2`), those that are open, and those that were raised today (`$3`) and cannot be
    /// raised again.
    private static let findAlerts = Statement(
        """
        select alert, institution, rule, level, status, raised_on, detail, due, answer from alerts
        where alert = any($1::text[]) or institution = any($2::text[]) and status <> 'closed'
            or institution = any($2::text[]) and raised_on >= $3::date
        """)

    /// Those that commands name. Nothing else is locked.
    mutating func institutions() throws(PostgresError) {
        guard !subjects.institutions.isEmpty else { return }
        let rows = try connection.query(Self.lockInstitutions, [subjects.institutions.parameter])
        for (id, institution) in try rows.map({ row in (row.uscc(0), Institution(row)) }) {
            state.institutions.load(institution, as: id)
        }
    }

    mutating func restrictions() throws(PostgresError) {
        guard !subjects.institutions.isEmpty else { return }
        let rows = try connection.query(Self.findRestrictions, [subjects.institutions.parameter]).map { row in
            (row.uscc(0), row.identifier(1), row.day(2))
        }
        for (institution, entry, expiresOn) in rows { state.restrictions[institution, default: [:]][entry] = expiresOn }
    }

    mutating func alerts() throws(PostgresError) {
        guard !state.institutions.isEmpty || !subjects.alerts.isEmpty else { return }
        let parameters: [any PostgresParameter] = [
            subjects.alerts.sorted(), state.institutions.ids.parameter, PostgresDate(today),
        ]
        for alert in try connection.query(Self.findAlerts, parameters).map({ Alert($0) }) { state.load(alert) }
    }
}

extension Institution {
    fileprivate init(_ row: Row) {
        self.init(
            status: row.word(1),
            category: row.optionalWord(2), bank: row.optionalText(3),
            mode: row.word(4), depositMinimum: row.fen(5), isFrozen: row.bool(6),
            isCleared: row.bool(7),
            instructions: Int(row.int32(8)), openFees: row.fen(9), openDepositFees: row.fen(10), capacity: row.fen(11),
            openHours: Int(row.int32(12)),
            lastTaught: row.optionalDay(13))
    }
}

extension Alert {
    fileprivate init(_ row: Row) {
        self.init(
            id: row.text(0), institution: row.uscc(1), rule: row.word(2),
            level: row.word(3),
            status: row.word(4), raisedOn: row.day(5), detail: row.text(6),
            due: row.optionalDay(7),
            answer: row.optionalText(8))
    }
}

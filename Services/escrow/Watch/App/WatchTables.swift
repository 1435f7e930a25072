import EscrowRules
import Model
import Postgres
import Service

/// Alerts, and what is counted for them.
enum WatchTables {
    static let alerts = TableDescription(
        "alerts", id: \.id,
        row: Alert.init, .key("alert", \.id), .fixed("institution", \.institution), .fixed("rule", \.rule),
        .changing("level", \.level), .changing("status", \.status), .fixed("raised_on", \.raisedOn),
        .changing("detail", \.detail), .changing("due", \.due), .changing("answer", \.answer))

    static let all: [any DescribedTable] = [alerts]
}

extension Load {
    /// By id (`$1`); of institutions (`$2`), those that are open, and those that were raised today (`$3`) and cannot be
    /// raised again.
    private static let findAlerts = WatchTables.alerts.select(
        """
        where alert = any($1::text[]) or institution = any($2::text[]) and status <> 'closed'
            or institution = any($2::text[]) and raised_on >= $3::date
        """)
    /// Of institutions (`$2`), refunds of the seven days before a day (`$1`), agreed ones that should have been paid
    /// before it, and the oldest difference between books and bank.
    private static let count = Statement(
        """
        select institution, sum(asked)::int8, sum(overdue)::int8, min(since) from (
            select institution, 1 as asked, 0 as overdue, null::date as since from refunds
                where requested_on >= $1::date - 7 and requested_on < $1::date
            union all select institution, 0, 1, null from refunds where status = 'agreed' and pay_by < $1::date
            union all select institution, 0, 0, since from bank_entries
                where book_fen is distinct from statement_fen and explanation is null) counted
        where institution = any($2::text[]) group by institution
        """)

    mutating func alerts() throws(PostgresError) {
        guard !state.institutions.isEmpty || !keys.alerts.isEmpty else { return }
        for alert in try WatchTables.alerts.rows(
            Self.findAlerts, [keys.alerts.sorted(), state.institutions.ids.parameter, today.stored], from: connection)
        {
            state.load(alert.row)
        }
    }

    mutating func census(_ day: Day) throws(PostgresError) {
        guard !keys.settled.isEmpty else { return }
        let rows = try connection.query(Self.count, [day.stored, keys.settled.parameter]).map { row in
            (
                row.uscc(0),
                Census(
                    refundsAsked: Int(row.int64(1)), refundsOverdue: Int(row.int64(2)), openSince: row.optionalDay(3))
            )
        }
        state.census = Dictionary(rows) { first, _ in first }
    }
}

extension Save {
    /// Those that close come before those that are raised: there is one open alert an institution and rule.
    func alerts() throws(PostgresError) {
        try WatchTables.alerts.upsert(state.alerts.old + state.alerts.new, into: connection)
    }
}

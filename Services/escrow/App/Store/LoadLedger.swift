import EscrowRules
import Model
import Postgres
import Service

extension Load {
    private static let findAccounts = Statement(
        """
        select account, debits_fen, credits_fen, pending_debits_fen, pending_credits_fen
        from accounts where account = any($1::text[])
        """)
    /// Of institutions (`$2`), refunds of the seven days before a day (`$1`), agreed ones that should have been paid
    /// before it, and the oldest
    /// difference between books and bank.
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
    /// The links over all that was posted since the last sealing and before a day (`$1`), and in each row the hash over
    /// all links.
    private static let link = Statement(
        """
        with days as (
            select institution, max(day) as day, count(*)::int4 as transfers,
                string_agg(line, '' order by transfer) as lines
            from report_transfer_lines
            where day > (select coalesce(max(day), '-infinity') from seals) and day < $1::date
            group by institution),
        links as (
            select institution, max(day) over () as day, transfers,
                sha256(coalesce(before.hash, '') || convert_to(lines, 'UTF8')) as hash
            from days left join lateral (
                select hash from seals where seals.institution = days.institution
                order by seals.day desc limit 1) before on true)
        select institution, day, transfers, hash, encode(sha256(string_agg(hash, ''::bytea) over everything), 'hex')
        from links
        window everything as (order by institution rows between unbounded preceding and unbounded following)
        """)

    /// Those of the institutions that have a bank, and the family's of each enrolment that is not on a roll call only.
    mutating func accounts() throws(PostgresError) {
        let banked = state.institutions.ids.filter { state.institutions[$0]?.bank != nil }
        let ids =
            banked.flatMap { id in AccountKind.ofInstitutions.map { AccountID.institution($0, id) } }
            + state.enrolments.ids.filter { !subjects.isTeaching || subjects.enrolments.contains($0) }.map {
                AccountID.unconsumed($0)
            }
        guard !ids.isEmpty else { return }
        let accounts = Dictionary(ids.map { ($0.description, $0) }) { first, _ in first }
        let rows = try connection.query(Self.findAccounts, [accounts.keys.sorted()]).map { row in
            (accounts[row.string(0)], Totals(row))
        }
        for case (let account?, let totals) in rows { state.ledger.load(account, totals) }
    }

    mutating func census(_ day: Day) throws(PostgresError) {
        guard !subjects.settled.isEmpty else { return }
        let rows = try connection.query(Self.count, [PostgresDate(day), subjects.settled.parameter]).map { row in
            (
                row.uscc(0),
                Census(
                    refundsAsked: Int(row.int64(1)), refundsOverdue: Int(row.int64(2)), openSince: row.optionalDay(3))
            )
        }
        state.census = Dictionary(rows) { first, _ in first }
    }

    mutating func seals(before day: Day) throws(PostgresError) {
        let rows = try connection.query(Self.link, [PostgresDate(day)]).map { row in
            (
                Seal(institution: row.uscc(0), day: row.day(1), transfers: Int(row.int32(2)), hash: row.bytes(3)),
                row.identifier(4)
            )
        }
        state.seals = rows.map(\.0)
        state.sealed = rows.first.map { seal, hash in
            LedgerSealed(
                day: seal.day, institutions: rows.count, transfers: rows.reduce(0) { $0 + $1.0.transfers }, hash: hash)
        }
    }
}

extension Totals {
    fileprivate init(_ row: Row) {
        self.init(debits: row.fen(1), credits: row.fen(2), pendingDebits: row.fen(3), pendingCredits: row.fen(4))
    }
}

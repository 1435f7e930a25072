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
    /// The links over all that was posted at these institutions (`$2`) since their last ones and before a day (`$1`).
    private static let link = Statement(
        """
        select institution, transfers, sha256(coalesce(before.hash, '') || convert_to(lines, 'UTF8'))
        from unnest($2::text[]) asked (institution) left join lateral (
            select day, hash from seals where seals.institution = asked.institution order by seals.day desc limit 1
        ) before on true cross join lateral (
            select count(*)::int4 as transfers, string_agg(line, '' order by transfer) as lines
            from report_transfer_lines posted
            where posted.institution = asked.institution and posted.day > coalesce(before.day, '-infinity')
                and posted.day < $1::date
        ) posted
        where transfers > 0
        """)
    /// What is said of all links of a day (`$1`).
    private static let seal = Statement(
        """
        select count(*), sum(transfers)::int8, encode(sha256(string_agg(hash, ''::bytea order by institution)), 'hex')
        from seals where day = $1::date having count(*) > 0
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

    /// A link bears the day before the one that opens.
    mutating func links(before day: Day) throws(PostgresError) {
        guard !subjects.linked.isEmpty else { return }
        let rows = try connection.query(Self.link, [PostgresDate(day), subjects.linked.parameter]).map { row in
            Seal(
                institution: row.uscc(0), day: day.adding(days: -1), transfers: Int(row.int32(1)), hash: row.bytes(2))
        }
        state.links = Dictionary(rows.map { ($0.institution, $0) }) { first, _ in first }
    }

    mutating func seal(before day: Day) throws(PostgresError) {
        let sealed = day.adding(days: -1)
        state.sealed = try connection.query(Self.seal, [PostgresDate(sealed)]).map { row in
            LedgerSealed(
                day: sealed, institutions: Int(row.int64(0)), transfers: Int(row.int64(1)), hash: row.identifier(2))
        }.first
    }
}

extension Totals {
    fileprivate init(_ row: Row) {
        self.init(debits: row.fen(1), credits: row.fen(2), pendingDebits: row.fen(3), pendingCredits: row.fen(4))
    }
}

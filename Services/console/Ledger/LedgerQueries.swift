import Commands
import Model
import Postgres
import Service

/// `ledger balance`, `ledger statement` and `ledger trial-balance`.
struct LedgerQueries {
    private let database: Connection

    init(_ database: Connection) throws(PostgresError) {
        self.database = database
        try database.script(Self.yuan)
    }

    /// Fen as yuan with two decimals.
    private static let yuan = """
        create function pg_temp.yuan(bigint) returns text language sql
        as $$ select to_char($1 / 100.0, 'FM999,999,999,999,990.00') $$
        """

    private static let balanceNow = Statement(
        """
        select pg_temp.yuan(debits_fen), pg_temp.yuan(credits_fen), pg_temp.yuan(abs(debits_fen - credits_fen)),
            pg_temp.yuan(pending_debits_fen + pending_credits_fen)
        from escrow.report_accounts where account = $1
        """)
    /// The closing totals of the last day, not after the one asked for, on which the account moved.
    private static let balanceThen = Statement(
        """
        select pg_temp.yuan(debits_fen), pg_temp.yuan(credits_fen), pg_temp.yuan(abs(debits_fen - credits_fen)), '-'
        from escrow.report_balances where account = $1 and day <= $2 order by day desc limit 1
        """)
    private static let isKnown = Statement("select 1 from escrow.report_accounts where account = $1")
    private static let lastSealed = Statement("select max(day) from escrow.report_seals")

    func balance(_ account: String, on day: PostgresDate?) throws {
        guard try !database.query(Self.isKnown, [account]).map({ $0.int32(0) }).isEmpty else {
            throw CommandError(
                "there is no account «\(account)»; accounts are INSTITUTION/KIND or ENROLMENT/unconsumed")
        }
        if let day { try requireOver(day) }
        let rows =
            try day.map { try database.query(Self.balanceThen, [account, $0]) }
            ?? database.query(Self.balanceNow, [account])
        var table = Table(["账户", "借方累计", "贷方累计", "余额", "在途"], alignedRight: [1, 2, 3, 4])
        let found = try rows.map { row in (0...3).map { row.string($0) } }
        for row in found.isEmpty ? [["0.00", "0.00", "0.00", "-"]] : found { table.add([account] + row) }
        Terminal.print(table.text)
    }

    /// Balances of a day are known when it is sealed.
    private func requireOver(_ day: PostgresDate) throws {
        let sealed = try database.query(Self.lastSealed, []).map { $0.optionalDay(0) }.first ?? nil
        guard let sealed, day.daysSince1970 <= sealed.ordinal else {
            let last = sealed.map { "the last day that is closed is \($0)" } ?? "no day is closed yet"
            throw CommandError("balances of a past day are known when it is closed; \(last)")
        }
    }

    private static let movements = Statement(
        """
        select day, kind, reference, pg_temp.yuan(amount_fen), pg_temp.yuan(balance_fen), transfer
        from escrow.report_statements where account = $1 order by day, transfer
        """)

    func statement(_ enrolment: String) throws {
        let account = "\(enrolment)/unconsumed"
        guard try !database.query(Self.isKnown, [account]).map({ $0.int32(0) }).isEmpty else {
            throw CommandError("there is no enrolment «\(enrolment)» with tuition")
        }
        var table = Table(["日期", "事项", "凭据", "金额", "余额", "转账编号"], alignedRight: [3, 4])
        for row in try database.query(Self.movements, [account]).map({ row in
            [row.day(0).description] + (1...5).map { row.string($0) }
        }) {
            table.add([row[0], LedgerExport.kinds[row[1]] ?? row[1]] + row[2...])
        }
        Terminal.print(table.text)
    }

    private static let trialNow = Statement(
        """
        select kind, count(*)::text, pg_temp.yuan(sum(debits_fen)::bigint), pg_temp.yuan(sum(credits_fen)::bigint),
            pg_temp.yuan(abs(sum(debits_fen - credits_fen))::bigint), sum(debits_fen - credits_fen)::bigint
        from escrow.report_accounts where $1::date is null group by kind order by kind
        """)
    private static let trialThen = Statement(
        """
        select kind, count(*)::text, pg_temp.yuan(sum(day.debits_fen)::bigint),
            pg_temp.yuan(sum(day.credits_fen)::bigint),
            pg_temp.yuan(abs(sum(day.debits_fen - day.credits_fen))::bigint),
            sum(day.debits_fen - day.credits_fen)::bigint
        from escrow.report_accounts account
        join lateral (select debits_fen, credits_fen from escrow.report_balances past
            where past.account = account.account and past.day <= $1 order by past.day desc limit 1) day on true
        group by kind order by kind
        """)

    func trialBalance(on day: PostgresDate?) throws {
        if let day { try requireOver(day) }
        var table = Table(["科目", "账户", "借方", "贷方", "余额"], alignedRight: [1, 2, 3, 4])
        var difference: Int64 = 0
        for (texts, sum) in try database.query(day == nil ? Self.trialNow : Self.trialThen, [day]).map({ row in
            ((0...4).map { row.string($0) }, row.int64(5))
        }
        ) {
            table.add([LedgerExport.accountKinds[texts[0]] ?? texts[0]] + texts[1...])
            difference += sum
        }
        Terminal.print(table.text)
        Terminal.print(difference == 0 ? "debits equal credits ✓" : "debits minus credits: \(difference) fen ✗")
    }
}

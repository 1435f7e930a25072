import Commands
import Foundation
import Kafka
import Model
import Postgres
import Service

/// `ledger verify`: everything that was ever entered, computed again.
struct LedgerVerification {
    let database: Connection
    /// Nil: all of them.
    let institution: String?

    /// Broken links, days without a link, and links without transfers.
    private static let brokenLinks = Statement(
        """
        select institution, day from escrow.report_seal_checks
        where not holds and ($1::text is null or institution = $1)
        order by day, institution limit 20
        """)
    /// Totals are the fold of the entries: posted ones, and what pending ones still hold.
    private static let wrongBalances = Statement(
        """
        with entries as (
            select account, phase, debit, credit from escrow.report_transfers
            cross join lateral (values (debit_account, amount_fen, 0), (credit_account, 0, amount_fen))
                side (account, debit, credit)
            where $1::text is null or institution = $1
        ), folded as (
            select account, coalesce(sum(debit) filter (where phase in ('posted', 'post')), 0) as debits,
                coalesce(sum(credit) filter (where phase in ('posted', 'post')), 0) as credits,
                coalesce(sum(case phase when 'pending' then debit when 'posted' then 0 else -debit end), 0)
                    as pending_debits,
                coalesce(sum(case phase when 'pending' then credit when 'posted' then 0 else -credit end), 0)
                    as pending_credits
            from entries group by account
        )
        select account from (select * from escrow.report_accounts where $1::text is null or institution = $1) accounts
        full join folded using (account)
        where (
            coalesce(debits_fen, 0), coalesce(credits_fen, 0),
            coalesce(pending_debits_fen, 0), coalesce(pending_credits_fen, 0)
        ) is distinct from (
            coalesce(debits, 0), coalesce(credits, 0), coalesce(pending_debits, 0), coalesce(pending_credits, 0))
        order by account limit 20
        """)
    private static let pastLimits = Statement(
        """
        select account from escrow.report_accounts
        where ($1::text is null or institution = $1)
            and case when kind in ('bank', 'depositBank', 'advanced', 'fees')
                then credits_fen + pending_credits_fen > debits_fen
                else debits_fen + pending_debits_fen > credits_fen end
        order by account limit 20
        """)
    /// Closing totals of past days are the fold of the entries up to that day.
    private static let wrongDays = Statement(
        """
        with entries as (
            select account, day, debit, credit from escrow.report_transfers
            cross join lateral (values (debit_account, amount_fen, 0), (credit_account, 0, amount_fen))
                side (account, debit, credit)
            where phase in ('posted', 'post') and ($1::text is null or institution = $1)
        ), folded as (
            select account, day, sum(sum(debit)) over (partition by account order by day) as debits,
                sum(sum(credit)) over (partition by account order by day) as credits
            from entries group by account, day
        )
        select account || ' on ' || day from escrow.report_balances join folded using (account, day)
        where (debits_fen, credits_fen) is distinct from (debits, credits)
        order by 1 limit 20
        """)
    private static let sums = Statement(
        """
        select (select count(*) from escrow.report_transfers where $1::text is null or institution = $1),
            (select count(*) from escrow.report_seals where $1::text is null or institution = $1),
            (select count(*) from escrow.report_transfers left join (
                    select institution, max(day) as sealed from escrow.report_seals group by institution
                ) last using (institution)
                where ($1::text is null or institution = $1) and day > coalesce(sealed, '-infinity')),
            coalesce(sum(debits_fen - credits_fen), 0)::bigint
        from escrow.report_accounts where $1::text is null or institution = $1
        """)

    /// True if nothing is off; prints what was looked at and what was found.
    func run(brokers: String?) throws -> Bool {
        var isRight = true
        for (transfers, links, unsealed, sum) in try database.query(Self.sums, [institution]).map({
            ($0.int64(0), $0.int64(1), $0.int64(2), $0.int64(3))
        }) {
            Terminal.print(
                "\(transfers) transfers, \(links) links of chains; "
                    + "\(unsealed) transfers of days that are not sealed yet"
            )
            isRight = say("debits and credits differ by", sum == 0 ? [] : ["\(sum) fen"])
        }
        let links = try database.query(Self.brokenLinks, [institution]).map { "\($0.string(0)) on \($0.day(1))" }
        isRight = say("the chain is broken", links) && isRight
        isRight = say("the balance is not the sum of its entries", try names(Self.wrongBalances)) && isRight
        isRight = say("the account is beyond its limit", try names(Self.pastLimits)) && isRight
        isRight = say("the closing balance is not the sum of its entries", try names(Self.wrongDays)) && isRight
        if let brokers { isRight = say("the published seal is another", try publishedSeals(brokers)) && isRight }
        Terminal.print(isRight ? "the ledger is whole ✓" : "the ledger is not whole ✗")
        return isRight
    }

    private func names(_ statement: Statement) throws(PostgresError) -> [String] {
        try database.query(statement, [institution]).map { $0.string(0) }
    }

    private func say(_ what: String, _ places: [String]) -> Bool {
        for place in places { Terminal.print("✗ \(what): \(place)") }
        return places.isEmpty
    }

    // MARK: Published seals

    private static let sealings = EventDecoder<LedgerSealed>([
        LedgerSealed.type: EventDecoder.entry(LedgerSealed.self) { $0 }
    ])
    private static let seals = Statement("select day, hash from escrow.report_sealed_days order by day")

    /// Days whose seal on the topic is not that of the database, or is missing on one side.
    private func publishedSeals(_ brokers: String) throws -> [String] {
        var stored: [String: String] = [:]
        for (day, hash) in try database.query(Self.seals, []).map({ ($0.day(0).description, $0.string(1)) }) {
            stored[day] = hash
        }
        var published: [String: String] = [:]
        try TopicReader(brokers: brokers).read("escrow.events") { payload in
            guard let (_, sealed) = try? Self.sealings.decode(payload) else { return }
            published[sealed.day.description] = sealed.hash.description
        }
        return Set(stored.keys).union(published.keys).sorted().filter { stored[$0] != published[$0] }
    }
}

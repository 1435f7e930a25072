import EscrowRules
import Model
import Postgres
import Service
import Testing

/// What auditors read: the equations of double entry, counted by the database from other rows than those that the rules
/// wrote.
struct Reports {
    private let connection: Connection
    private let facts: [Recorded<Fact>]

    init(_ district: StoredDistrict) {
        (connection, facts) = (district.connection, district.facts)
    }

    func check() throws {
        try expectNone("accounts are the fold of their transfers", Self.unexplained)
        try expectNone(
            "debits equal credits",
            """
            select 1 from report_trial_balance
            having sum(debits_fen) <> sum(credits_fen) or sum(pending_debits_fen) <> sum(pending_credits_fen)
            """
        )
        try expectNone("every fen is somebody's", "select 1 from report_institutions where unaccounted_fen <> 0")
        try expectNone(
            "families have what they paid",
            """
            select 1 from report_families
            where paid_fen + interest_fen <> consumed_fen + repaid_fen + owed_fen + unconsumed_fen
            """
        )
        try expectNone("the chains hold", "select 1 from report_seal_checks where not holds")
        try expectNone(
            "a statement ends with the balance",
            """
            select 1 from accounts left join (
                select distinct on (account) account, balance_fen from report_statements
                order by account, day desc, transfer desc) last using (account)
            where coalesce(balance_fen, 0)
                <> case when is_asset(kind) then debits_fen - credits_fen else credits_fen - debits_fen end
            """)
        try expectNone(
            "a day closes with the statement's balance of that day",
            """
            select 1 from report_balances join (
                select distinct on (account, day) account, day, balance_fen from report_statements
                order by account, day, transfer desc) last using (account, day)
            where last.balance_fen <> report_balances.balance_fen
            """)
        try expectNone(
            "no suspended payment is returned twice", "select 1 from report_suspensions where returned_fen > amount_fen"
        )
        try checkSealedDays()
        for view in [
            "report_journal", "report_refunds", "report_instructions", "report_differences", "report_alerts",
            "report_courses", "report_seals",
        ] {
            #expect(try connection.query(Postgres.Statement("select * from \(view)"), []).count > 0, "\(view)")
        }
        #expect(
            try connection.query(Postgres.Statement("select * from report_transfers"), []).count
                == connection.query(Postgres.Statement("select * from report_transfer_lines"), []).count)
    }

    /// The messages that others keep are what the chains say.
    private func checkSealedDays() throws {
        let said = facts.compactMap { fact in if case .ledgerSealed(let sealed) = fact.fact { sealed } else { nil } }
        let found = try connection.query(
            Postgres.Statement("select day, institutions, transfers, hash from report_sealed_days order by day"), []
        ).map { row in
            LedgerSealed(
                day: row.day(0), institutions: Int(row.int64(1)), transfers: Int(row.int64(2)), hash: row.identifier(3))
        }
        #expect(said == found)
    }

    private func expectNone(_ what: Comment, _ query: String) throws {
        #expect(try connection.query(Postgres.Statement(query), []).count == 0, what)
    }

    private static let unexplained = """
        select account from accounts full join (
            select account, sum(case phase when 'posted' then debit when 'post' then debit else 0 end) as debits,
                sum(case phase when 'posted' then credit when 'post' then credit else 0 end) as credits,
                sum(case phase when 'pending' then debit when 'posted' then 0 else -debit end) as pending_debits,
                sum(case phase when 'pending' then credit when 'posted' then 0 else -credit end) as pending_credits
            from transfers
                cross join lateral (values (debit_account, amount_fen, 0), (credit_account, 0, amount_fen))
                    side (account, debit, credit)
            group by account) folded using (account)
        where (debits_fen, credits_fen, pending_debits_fen, pending_credits_fen)
            is distinct from (
                coalesce(debits, 0), coalesce(credits, 0), coalesce(pending_debits, 0), coalesce(pending_credits, 0))
        """
}

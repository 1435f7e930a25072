import EscrowRules
import Model
import Postgres
import Service

extension Save {
    private static let upsertInstructions = Statement(
        """
        insert into instructions
            (instruction, institution, account, purpose, payee, debit_account, amount_fen, enrolment, cause, refund,
            sent_on, valid_through, status)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int8[],
            $8::text[], $9::text[], $10::text[], $11::date[], $12::date[], $13::text[])
        on conflict (instruction) do update set status = excluded.status
        """)
    private static let insertSuspensions = Statement(
        """
        insert into suspensions (institution, reference, enrolment, amount_fen, day, reason)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::date[], $6::text[])
        """)
    private static let upsertClaims = Statement(
        """
        insert into creditor_claims (claim, institution, rank, amount_fen, awarded_fen)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[])
        on conflict (claim) do update set awarded_fen = excluded.awarded_fen
        """)
    private static let insertBankEntries = Statement(
        """
        insert into bank_entries (institution, account, reference, book_fen, statement_fen, since, explanation)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[], $6::date[], $7::text[])
        """)
    private static let updateBankEntries = Statement(
        """
        update bank_entries set book_fen = changed.book_fen, statement_fen = changed.statement_fen,
            explanation = changed.explanation
        from unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[], $6::text[])
            changed (institution, account, reference, book_fen, statement_fen, explanation)
        where bank_entries.institution = changed.institution and bank_entries.account = changed.account
            and bank_entries.reference = changed.reference
        """)
    private static let upsertStatements = Statement(
        """
        insert into statements (institution, account, day, closing_fen)
        select * from unnest($1::text[], $2::text[], $3::date[], $4::int8[])
        on conflict (institution, account) do update set day = excluded.day, closing_fen = excluded.closing_fen
        """)

    func instructions() throws(PostgresError) {
        let rows = (state.instructions.old + state.instructions.new).map(\.row)
        try connection.queryUnlessEmpty(
            Self.upsertInstructions, rows.count,
            [
                rows.map(\.id), rows.map(\.institution.description), rows.map(\.account.rawValue),
                rows.map(\.purpose.rawValue), rows.map(\.payee),
                rows.map(\.debit.description), rows.map(\.amount.rawValue), rows.map(\.enrolment),
                rows.map(\.cause?.rawValue), rows.map(\.refund),
                rows.map { PostgresDate($0.sentOn) }, rows.map { PostgresDate($0.validThrough) },
                rows.map(\.status.rawValue),
            ])
    }

    /// No rule reads them: what becomes of their money is the instruction's business.
    func suspensions() throws(PostgresError) {
        let rows = state.suspensions.new
        try connection.queryUnlessEmpty(
            Self.insertSuspensions, rows.count,
            [
                rows.map(\.row.institution.description), rows.map(\.id.reference), rows.map(\.row.enrolment),
                rows.map(\.row.amount.rawValue),
                rows.map { PostgresDate($0.row.day) }, rows.map(\.row.reason.rawValue),
            ])
    }

    private static let upsertSettlements = Statement(
        """
        insert into claim_settlements
            (institution, reckoned_on, day, claims_fen, available_fen, passed_fen, deposit_fen)
        select * from unnest($1::text[], $2::date[], $3::date[], $4::int8[], $5::int8[], $6::int8[], $7::int8[])
        on conflict (institution) do update set reckoned_on = excluded.reckoned_on, day = excluded.day,
            claims_fen = excluded.claims_fen, available_fen = excluded.available_fen,
            passed_fen = excluded.passed_fen, deposit_fen = excluded.deposit_fen
        """)

    /// How far families are paid by their claims.
    func settlements() throws(PostgresError) {
        let rows = state.settlements.old + state.settlements.new
        try connection.queryUnlessEmpty(
            Self.upsertSettlements, rows.count,
            [
                rows.map(\.id.description), rows.map { PostgresDate($0.row.reckonedOn) },
                rows.map { PostgresDate($0.row.day) },
                rows.map(\.row.division.claims.rawValue), rows.map(\.row.division.available.rawValue),
                rows.map(\.row.division.passed.rawValue), rows.map(\.row.fromDeposit.rawValue),
            ])
    }

    func claims() throws(PostgresError) {
        let rows = state.claims.old + state.claims.new
        try connection.queryUnlessEmpty(
            Self.upsertClaims, rows.count,
            [
                rows.map(\.id), rows.map(\.row.institution.description), rows.map(\.row.rank.rawValue),
                rows.map(\.row.amount.rawValue),
                rows.map(\.row.awarded.rawValue),
            ])
    }

    func bankEntries() throws(PostgresError) {
        let new = state.bankEntries.new
        try connection.queryUnlessEmpty(
            Self.insertBankEntries, new.count,
            [
                new.map(\.id.account.institution.description), new.map(\.id.account.account.rawValue),
                new.map(\.id.reference),
                new.map(\.row.book?.rawValue), new.map(\.row.statement?.rawValue),
                new.map { PostgresDate($0.row.since) }, new.map(\.row.explanation),
            ])
        let old = state.bankEntries.old
        try connection.queryUnlessEmpty(
            Self.updateBankEntries, old.count,
            [
                old.map(\.id.account.institution.description), old.map(\.id.account.account.rawValue),
                old.map(\.id.reference),
                old.map(\.row.book?.rawValue), old.map(\.row.statement?.rawValue), old.map(\.row.explanation),
            ])
    }

    func statements() throws(PostgresError) {
        let rows = state.statements.old + state.statements.new
        try connection.queryUnlessEmpty(
            Self.upsertStatements, rows.count,
            [
                rows.map(\.id.institution.description), rows.map(\.id.account.rawValue),
                rows.map { PostgresDate($0.row.day) },
                rows.map(\.row.closing.rawValue),
            ])
    }
}

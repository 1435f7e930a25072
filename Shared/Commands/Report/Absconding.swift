/// What became of the money of institutions that absconded: the equation between the bank's balance when the account
/// was frozen and the table of what each family got back. Each term comes from tables of its own: daily closings,
/// instructions, transfers, accounts.
enum Absconding {
    /// A row an absconded institution; amounts in fen.
    static let terms = """
        with gone as (
            select institution, min(day) as frozen_on from escrow.report_transfers
            where kind = 'repayment'
                and (institution, reference) in (select institution, enrolment from escrow.report_families)
            group by institution),
        claimed as (
            select distinct transfers.institution, transfers.reference as enrolment
            from escrow.report_transfers transfers
            join gone on gone.institution = transfers.institution and transfers.day >= gone.frozen_on
            where transfers.kind = 'repayment'),
        closings as (
            select distinct on (account) gone.institution, account, balance_fen from gone
            join escrow.report_balances balances on balances.institution = gone.institution
                and balances.day < gone.frozen_on
            where kind in ('bank', 'depositBank') order by account, day desc),
        moved as (
            select transfers.* from gone
            join escrow.report_transfers transfers on transfers.institution = gone.institution
                and transfers.day >= gone.frozen_on
            where phase in ('posted', 'post'))
        select gone.institution, gone.frozen_on,
            (select sum(balance_fen) from closings where closings.institution = gone.institution)::bigint as held,
            (select coalesce(sum(amount_fen), 0) from moved where moved.institution = gone.institution
                and split_part(debit_account, '/', 2) in ('bank', 'depositBank'))::bigint as came,
            (select coalesce(sum(repaid_fen), 0) from escrow.report_families families
                join claimed using (institution, enrolment)
                where families.institution = gone.institution)::bigint as families,
            (select coalesce(sum(amount_fen), 0) from moved where moved.institution = gone.institution
                and split_part(credit_account, '/', 2) in ('bank', 'depositBank')
                and split_part(debit_account, '/', 2) <> 'refundsPayable')::bigint as others,
            bank_fen + deposit_bank_fen as now, interest_fen + suspense_fen + released_fen + earned_fen as not_families,
            unconsumed_fen + refunds_payable_fen as owed
        from gone join escrow.report_institutions using (institution)
        """

    static let difference =
        "select coalesce(sum(held + came - families - others - now), 0)::bigint from (\(terms)) terms"
    static let withheld =
        "select coalesce(sum(greatest(0, least(owed, now - not_families))), 0)::bigint from (\(terms)) terms"

    /// The equation for people.
    static let equation = """
        select institution, frozen_on::text, pg_temp.yuan(held), pg_temp.yuan(came), pg_temp.yuan(families),
            pg_temp.yuan(others), pg_temp.yuan(now),
            case when held + came = families + others + now then '✓' else '✗' end
        from (\(terms)) terms order by institution
        """
}

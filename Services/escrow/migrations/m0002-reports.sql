-- What operators, auditors and the console read. Amounts are in fen.

create view report_trial_balance as
select kind, count(*) as accounts, sum(debits_fen)::bigint as debits_fen, sum(credits_fen)::bigint as credits_fen,
    sum(pending_debits_fen)::bigint as pending_debits_fen, sum(pending_credits_fen)::bigint as pending_credits_fen,
    sum(case when is_asset(kind) then debits_fen - credits_fen else credits_fen - debits_fen end)::bigint as balance_fen
from accounts group by kind;
comment on view report_trial_balance is
    'A row a kind of account. Debits and credits of all rows sum to the same; so the balances of the assets are those of the liabilities.';

create view report_journal as
select kind, phase, count(*) as transfers, sum(amount_fen)::bigint as amount_fen, min(day) as first_day, max(day) as last_day
from transfers group by kind, phase;
comment on view report_journal is 'The transfers by kind: posted and post together are the debits and the credits of the trial balance.';

create view report_institutions as
select institution, status, frozen, mode,
    coalesce(sum(balance_fen) filter (where kind = 'bank'), 0)::bigint as bank_fen,
    coalesce(sum(balance_fen) filter (where kind = 'depositBank'), 0)::bigint as deposit_bank_fen,
    coalesce(sum(balance_fen) filter (where kind = 'advanced'), 0)::bigint as advanced_fen,
    coalesce(sum(balance_fen) filter (where kind = 'fees'), 0)::bigint as fees_fen,
    coalesce(sum(balance_fen) filter (where kind = 'unconsumed'), 0)::bigint as unconsumed_fen,
    coalesce(sum(balance_fen) filter (where kind = 'earned'), 0)::bigint as earned_fen,
    coalesce(sum(balance_fen) filter (where kind = 'pendingRelease'), 0)::bigint as pending_release_fen,
    coalesce(sum(balance_fen) filter (where kind = 'released'), 0)::bigint as released_fen,
    coalesce(sum(balance_fen) filter (where kind = 'refundsPayable'), 0)::bigint as refunds_payable_fen,
    coalesce(sum(balance_fen) filter (where kind = 'riskDeposit'), 0)::bigint as risk_deposit_fen,
    coalesce(sum(balance_fen) filter (where kind = 'suspense'), 0)::bigint as suspense_fen,
    coalesce(sum(balance_fen) filter (where kind = 'interest'), 0)::bigint as interest_fen,
    coalesce(sum(case when is_asset(kind) then balance_fen else -balance_fen end), 0)::bigint as unaccounted_fen
from institutions left join (
    select institution, kind, sum(case when is_asset(kind) then debits_fen - credits_fen else credits_fen - debits_fen end) as balance_fen
    from accounts group by institution, kind) balances using (institution)
group by institution;
comment on view report_institutions is
    'Where the money of each institution''s accounts is, and whose it is. unconsumed_fen is summed from the families'' accounts, so unaccounted_fen (assets less '
    'liabilities) is zero only if every fen is somebody''s.';

create view report_families as
select enrolments.institution, enrolments.enrolment, enrolments.guardian, enrolments.paid_fen, enrolments.taught_fen as consumed_fen,
    coalesce(instructed.repaid_fen, 0)::bigint as repaid_fen, coalesce(instructed.owed_fen, 0)::bigint as owed_fen,
    coalesce(added.interest_fen, 0)::bigint as interest_fen, accounts.credits_fen - accounts.debits_fen as unconsumed_fen
from enrolments
join institutions using (institution)
join accounts on accounts.account = enrolments.enrolment || '/unconsumed'
left join (
    select enrolment, sum(amount_fen) filter (where status = 'paid') as repaid_fen,
        sum(amount_fen) filter (where status in ('uncovered', 'sent', 'accepted', 'failed')) as owed_fen
    from instructions group by enrolment) instructed on instructed.enrolment = enrolments.enrolment
left join (
    select refunds.enrolment, sum(transfers.amount_fen) as interest_fen
    from transfers join refunds on refunds.refund = transfers.reference and transfers.credit_account = refunds.institution || '/refundsPayable'
    where transfers.kind = 'interest' group by refunds.enrolment) added on added.enrolment = enrolments.enrolment
where institutions.status = 'absconded';
comment on view report_families is
    'Families of absconded institutions: paid + interest = consumed (taught, or kept by R1.66) + repaid (the bank paid it) + owed (instructed or without money) + '
    'unconsumed. Guardians are pseudonymous ids.';

create view report_refunds as
select status, count(*) as refunds, min(due) as first_due, max(due) as last_due from refunds group by status;

create view report_suspensions as
select suspensions.institution, reference, enrolment, amount_fen, day, reason, returns.status as return_status,
    coalesce(returns.returned_fen, 0)::bigint as returned_fen
from suspensions left join (
    select institution, payee, string_agg(distinct status, ', ' order by status) filter (where status <> 'replaced') as status,
        sum(amount_fen) filter (where status = 'paid') as returned_fen
    from instructions where purpose = 'suspenseReturn' group by institution, payee) returns
    on returns.institution = suspensions.institution and returns.payee = suspensions.reference;
comment on view report_suspensions is 'Payments that broke a rule, and where the instruction to send them back stands.';

create view report_instructions as
select purpose, status, count(*) as instructions, sum(amount_fen)::bigint as amount_fen from instructions group by purpose, status;

create view report_differences as
select institution, account, reference, book_fen, statement_fen, since, (select today from loop_day) - since as days
from bank_entries where book_fen is distinct from statement_fen and explanation is null;
comment on view report_differences is 'What books and bank do not both say, and for how many days. A payment of today is here until its statement comes.';

create view report_alerts as
select alert, institution, rule, level, status, raised_on, detail, due, answer from alerts;

create view report_courses as
select institution, course, name, online, starts, ends, lessons, hours_per_lesson, hour_price_fen, seats, coalesce(sold.enrolments, 0) as enrolments,
    coalesce(sold.paid_fen, 0)::bigint as paid_fen
from courses left join (
    select institution, course, count(*) as enrolments, sum(paid_fen) as paid_fen from enrolments group by institution, course) sold
    using (institution, course);
comment on view report_courses is 'The price list (R1.09), and what was sold of it.';

create view report_transfers as
select institution, day, transfer, kind, phase, debit_account, credit_account, amount_fen, reference, pending, poster, cause from transfers;
comment on view report_transfers is 'The journal as auditors take it with them.';

create view report_accounts as
select account, kind, institution, debits_fen, credits_fen, pending_debits_fen, pending_credits_fen from accounts;
comment on view report_accounts is 'Every account as it is now.';

create view report_balances as
select account, kind, institution, day, account_days.debits_fen, account_days.credits_fen,
    case when is_asset(kind) then account_days.debits_fen - account_days.credits_fen else account_days.credits_fen - account_days.debits_fen end as balance_fen
from account_days join accounts using (account);
comment on view report_balances is
    'Balances of accounts at the end of the days on which they moved. At the end of any sealed day D: '
    'select distinct on (account) account, balance_fen from report_balances where day <= D order by account, day desc';

create view report_statements as
select account, day, transfer, kind, amount_fen, reference, sum(amount_fen) over (partition by account order by day, transfer)::bigint as balance_fen
from (
    select moves.account, moves.day, moves.transfer, moves.kind, moves.reference,
        case when is_asset(accounts.kind) = (moves.account = moves.debit_account) then moves.amount_fen else -moves.amount_fen end as amount_fen
    from accounts join (
        -- offset 0: day by day over the index of days, which the planner takes for dearer than it is.
        select account, posted.* from account_days cross join lateral (
            select * from transfers where transfers.day = account_days.day and account_days.account in (debit_account, credit_account) offset 0) posted
        union all
        select side.account, transfers.* from transfers cross join lateral (values (debit_account), (credit_account)) side (account)
        where day > (select coalesce(max(day), '-infinity') from seals)) moves using (account)
    where moves.phase in ('posted', 'post')) movements;
comment on view report_statements is
    'Every movement of an account with the balance after it; made to be read for one account: where account = ''<enrolment>/unconsumed''. Within a day the order is '
    'that of the ids.';

create view report_seals as
select institution, day, transfers, encode(hash, 'hex') as hash from seals;
comment on view report_seals is 'The hash chains: what a link is stands with report_transfer_lines.';

create view report_sealed_days as
select day, count(*) as institutions, sum(transfers) as transfers, encode(sha256(string_agg(hash, ''::bytea order by institution)), 'hex') as hash
from seals group by day;
comment on view report_sealed_days is 'What escrow.ledger.sealed.v1 said of each day: compare hash with a message that was kept.';

create view report_seal_checks as
with links as (
    select institution, day, transfers, hash, lag(hash) over (partition by institution order by day) as before from seals),
found as (
    select institution, sealed_on as day, count(*) as transfers, string_agg(line, '' order by transfer) as lines
    from (select *, (select min(seals.day) from seals where seals.day >= lines.day) as sealed_on from report_transfer_lines lines) sealed
    where sealed_on is not null group by institution, sealed_on)
select institution, day, links.transfers, found.transfers as transfers_now,
    coalesce(sha256(coalesce(links.before, '') || convert_to(found.lines, 'UTF8')) = links.hash, false) as holds
from links full join found using (institution, day);
comment on view report_seal_checks is
    'Computes every link again from the transfers and the link before it: holds is false if one of them was changed, added or removed since. It reads the whole '
    'journal.';

do $$
begin
    if exists (select from pg_roles where rolname = 'reader') then
        grant select on report_trial_balance, report_journal, report_institutions, report_families, report_refunds, report_suspensions,
            report_instructions, report_differences, report_alerts, report_courses, report_transfers, report_accounts, report_balances, report_statements,
            report_transfer_lines, report_seals, report_sealed_days, report_seal_checks to reader;
    end if;
end
$$;

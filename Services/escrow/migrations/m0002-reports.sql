-- What operators, auditors and the console read.

create view report_trial_balance as
select kind, count(*) as accounts, coalesce(sum(debits_fen), 0)::bigint as debits_fen, coalesce(sum(credits_fen), 0)::bigint as credits_fen,
    coalesce(sum(case kind when 'bank' then debits_fen - credits_fen else credits_fen - debits_fen end), 0)::bigint as balance_fen
from accounts group by kind;
comment on view report_trial_balance is
    'A row a kind of account. Debits and credits of all rows sum to the same; the balance of bank is that of released and unconsumed together.';

create view report_journal as
select kind, count(*) as transfers, sum(amount_fen)::bigint as amount_fen, min(day) as first_day, max(day) as last_day
from transfers group by kind;
comment on view report_journal is 'The transfers by kind: their sum is the debits and the credits of the trial balance.';

create view report_institutions as
select institutions.institution, institutions.status, institutions.frozen, bank.debits_fen as paid_fen, released.credits_fen as released_fen,
    released.debits_fen as settled_fen, bank.credits_fen - released.debits_fen as repaid_fen,
    coalesce(families.unconsumed_fen, 0) as unconsumed_fen
from institutions
join accounts bank on bank.account = institutions.institution || '/bank'
join accounts released on released.account = institutions.institution || '/released'
left join (
    select institution, sum(credits_fen - debits_fen)::bigint as unconsumed_fen from accounts where kind = 'unconsumed'
    group by institution) families on families.institution = institutions.institution;
comment on view report_institutions is 'Each fee account: paid in, released by lessons, settled to the institution, repaid to families, still theirs. Summed from the families'' accounts, so paid = settled + repaid + unconsumed + (released - settled) can fail.';

create view report_families as
select enrolments.institution, enrolments.enrolment, enrolments.guardian, enrolments.paid_fen,
    account.debits_fen - coalesce(repayment.amount_fen, 0) as consumed_fen, coalesce(repayment.amount_fen, 0) as repaid_fen,
    account.credits_fen - account.debits_fen as unconsumed_fen
from enrolments
join institutions using (institution)
join accounts account on account.account = enrolments.enrolment || '/unconsumed'
left join lateral (
    select sum(amount_fen)::bigint as amount_fen from transfers
    where kind = 'repayment' and debit_account = account.account) repayment on true
where institutions.status = 'absconded';
comment on view report_families is 'Families of absconded institutions: what they paid, what was taught, what they got back. Guardians are pseudonymous ids.';

create view report_refunds as
select status, count(*) as refunds, min(due) as first_due, max(due) as last_due from refunds group by status;

do $$
begin
    if exists (select from pg_roles where rolname = 'reader') then
        grant select on report_trial_balance, report_journal, report_institutions, report_families, report_refunds to reader;
    end if;
end
$$;

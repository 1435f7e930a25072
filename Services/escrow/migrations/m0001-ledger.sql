-- The ledger (accounts, transfers) and what its rules need to know: institutions, restrictions, enrolments, refunds.

create table institutions (
    institution text primary key check (length(institution) = 18),
    status text not null check (status in
        ('surveyed', 'filed', 'operating', 'transforming', 'transformed', 'deregistering', 'deregistered', 'revoked', 'absconded')),
    bank text,
    frozen boolean not null check (bank is not null or not frozen),
    cleared boolean not null
) with (fillfactor = 70);
comment on table institutions is 'Institutions as the registry states them, and their one special fee account (R1.20).';
comment on column institutions.bank is 'The bank that keeps the fee account; null as long as there is none.';
comment on column institutions.frozen is 'Releases stand still (R1.87).';
comment on column institutions.cleared is 'The registry was told that no tuition is left (R2.31).';

create table restrictions (
    entry text primary key,
    institution text not null,
    expires_on date not null
);
create index restrictions_institution on restrictions (institution);
comment on table restrictions is 'Entries of the public list that stand: who is on it takes no fees before expires_on.';

create table accounts (
    account text primary key,
    kind text not null check (kind in ('bank', 'released', 'unconsumed')),
    institution text not null references institutions,
    debits_fen bigint not null check (debits_fen >= 0),
    credits_fen bigint not null check (credits_fen >= 0),
    constraint limits check (case kind when 'bank' then credits_fen <= debits_fen else debits_fen <= credits_fen end)
) with (fillfactor = 70);
comment on table accounts is 'The chart of accounts: totals ever debited and credited. No account may go below zero on its normal side.';
comment on column accounts.kind is
    'bank: asset, <institution>/bank; released: liability to the institution, <institution>/released; unconsumed: liability to a family, <enrolment>/unconsumed';

create table transfers (
    transfer text primary key,
    poster text not null,
    cause text not null,
    kind text not null check (kind in ('payment', 'release', 'settlement', 'repayment')),
    day date not null,
    debit_account text not null,
    credit_account text not null,
    amount_fen bigint not null check (amount_fen > 0),
    check (debit_account <> credit_account)
);
create index transfers_repayments on transfers (debit_account) where kind = 'repayment';
comment on table transfers is
    'The journal: each row debits one account and credits another. Rows are only added: nobody has the privilege to change or delete them.';
comment on column transfers.cause is 'Id of the event of the poster that moved the money.';

create table enrolments (
    enrolment text primary key,
    institution text not null references institutions,
    pupil text not null,
    course text not null,
    guardian text not null,
    hours integer not null check (hours > 0),
    paid_fen bigint not null check (paid_fen > 0),
    hours_taught integer not null check (hours_taught between 0 and hours),
    lessons bytea not null check (length(lessons) <= 512),
    repaid boolean not null
) with (fillfactor = 70);
create index enrolments_course on enrolments (institution, pupil, course);
comment on table enrolments is 'What payments made: hours of a course of a pupil. Pupil and guardian are pseudonymous ids.';
comment on column enrolments.lessons is 'Lessons confirmed, a bit each: lesson 1 is the lowest bit of the first byte (R1.37).';
comment on column enrolments.repaid is 'The family has its money back: nothing more is taught on it.';

create table refunds (
    refund text primary key,
    enrolment text not null references enrolments,
    institution text not null references institutions,
    due date not null,
    status text not null check (status in ('pending', 'repaid', 'disputed', 'lapsed'))
);
create unique index refunds_pending on refunds (enrolment) where status = 'pending';
comment on table refunds is 'Refunds that guardians asked for (R1.60).';
comment on column refunds.due is 'The last day on which the institution can answer; silence agrees.';

do $$
begin
    if exists (select from pg_roles where rolname = current_schema()) then
        execute format('grant select, insert, update, delete on restrictions to %I', current_schema());
        execute format('grant select, insert, update on institutions, accounts, enrolments, refunds to %I', current_schema());
        execute format('grant select, insert on transfers to %I', current_schema());
    end if;
end
$$;

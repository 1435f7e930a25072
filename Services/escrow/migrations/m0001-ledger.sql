-- The ledger (accounts, transfers, seals) and what its rules need to know. Every change of an institution's rows is made under the lock of its row in
-- institutions. Amounts are in fen, 1/100 yuan; texts of checks are the names that the program uses.

create function is_asset(kind text) returns boolean language sql immutable
return kind in ('bank', 'depositBank', 'advanced', 'fees');
comment on function is_asset is 'Debits raise the balance of an asset, credits that of a liability.';

create table institutions (
    institution text collate "C" primary key check (length(institution) = 18),
    status text not null check (status in
        ('surveyed', 'filed', 'operating', 'transforming', 'transformed', 'deregistering', 'deregistered', 'revoked', 'absconded')),
    category text check (category in ('academic', 'nonAcademic')),
    bank text,
    mode text not null check (mode in ('perLesson', 'rolling', 'retained', 'deposit')),
    deposit_minimum_fen bigint not null check (deposit_minimum_fen >= 0),
    frozen boolean not null check (bank is not null or not frozen),
    cleared boolean not null,
    instructions integer not null check (instructions >= 0),
    open_fees_fen bigint not null check (open_fees_fen >= 0),
    open_deposit_fees_fen bigint not null check (open_deposit_fees_fen between 0 and open_fees_fen),
    capacity_fen bigint not null check (capacity_fen >= 0),
    open_hours integer not null check (open_hours >= 0),
    last_taught date
) with (fillfactor = 30);
comment on table institutions is 'Institutions as the registry states them, and what escrow knows of each as a whole. The row is the lock of all its rows.';
comment on column institutions.bank is 'The bank that keeps its two accounts; null as long as it has none (R1.20).';
comment on column institutions.mode is 'How enrolments from now on are released (R1.34).';
comment on column institutions.deposit_minimum_fen is 'What the commission filed as the least risk deposit (R1.44).';
comment on column institutions.frozen is 'Releases stand still (R1.87).';
comment on column institutions.cleared is 'The registry was told that no tuition is left (R2.31).';
comment on column institutions.instructions is 'Number of the last instruction to its bank.';
comment on column institutions.open_fees_fen is 'Paid for enrolments that are neither taught to the end nor repaid (R1.41).';
comment on column institutions.open_deposit_fees_fen is 'Part of it in enrolments that are released against the risk deposit.';
comment on column institutions.capacity_fen is 'What the courses that it published can take in (R1.54).';
comment on column institutions.open_hours is 'Class hours of its enrolments that were neither taught nor held.';
comment on column institutions.last_taught is 'The last day with a lesson, or the day on which the first should have been.';

create table restrictions (
    entry text collate "C" primary key,
    institution text collate "C" not null,
    expires_on date not null
);
create index restrictions_institution on restrictions (institution);
comment on table restrictions is 'Entries of the public list that stand: who is on it takes no fees before expires_on.';

create table courses (
    institution text collate "C" not null references institutions,
    course text collate "C" not null,
    name text not null,
    online boolean not null,
    starts date not null,
    ends date not null check (starts <= ends),
    lessons integer not null check (lessons > 0),
    hours_per_lesson integer not null check (hours_per_lesson > 0),
    hour_price_fen bigint not null check (hour_price_fen > 0),
    seats integer not null check (seats > 0),
    primary key (institution, course)
);
comment on table courses is 'The price list (R1.09): a course is never changed; another price is another course.';
comment on column courses.hour_price_fen is 'Original price of a class hour.';

create table enrolments (
    enrolment text collate "C" primary key,
    institution text collate "C" not null references institutions,
    pupil text collate "C" not null,
    course text collate "C" not null,
    guardian text not null,
    reference text not null,
    hours integer not null check (hours > 0),
    paid_fen bigint not null check (paid_fen > 0),
    paid_on date not null,
    starts date not null,
    ends date not null check (starts <= ends),
    withdrawal_days integer not null check (withdrawal_days >= 0),
    mode text not null check (mode in ('perLesson', 'rolling', 'retained', 'deposit')),
    hours_held integer not null check (hours_held >= 0),
    hours_taught integer not null check (hours_taught >= 0),
    taught_fen bigint not null check (taught_fen between 0 and paid_fen),
    released_fen bigint not null check (released_fen between 0 and paid_fen),
    share_due date,
    repaid boolean not null,
    check (hours_held + hours_taught <= hours)
) with (fillfactor = 70);
create index enrolments_course on enrolments (institution, course, pupil);
create index enrolments_share_due on enrolments (share_due) where share_due is not null;
comment on table enrolments is 'What payments made: hours of a course of a pupil. Pupil and guardian are pseudonymous ids.';
comment on column enrolments.reference is 'The bank''s reference of the payment, whose route money takes back.';
comment on column enrolments.hours is 'Class hours, those given on top among them (R1.62).';
comment on column enrolments.withdrawal_days is 'Days before or after the start within which the contract lets the family leave (R1.61).';
comment on column enrolments.mode is 'How it is released: as the institution''s others when it was paid (R1.34).';
comment on column enrolments.hours_held is 'Class hours of lessons that were held and wait for an answer, or are disputed.';
comment on column enrolments.hours_taught is 'Class hours of the lessons that count.';
comment on column enrolments.taught_fen is 'Their worth.';
comment on column enrolments.released_fen is 'Due to the institution; more than taught_fen is an advance, less waits for its share.';
comment on column enrolments.share_due is 'When the next share is due; null if none is left or lessons release.';
comment on column enrolments.repaid is 'The family has its money back or claims it: nothing more is taught on it.';

create table attendances (
    enrolment text collate "C" not null,
    lesson integer not null check (lesson > 0),
    institution text collate "C" not null,
    hours integer not null check (hours > 0),
    held_on date not null,
    due date not null,
    status text not null check (status in ('held', 'disputed', 'confirmed', 'cancelled')),
    amount_fen bigint not null check (amount_fen >= 0),
    primary key (enrolment, lesson)
) with (fillfactor = 70);
create index attendances_held on attendances (due) where status = 'held';
comment on table attendances is 'Lessons of enrolments, from the roll call on (R1.37).';
comment on column attendances.due is 'Last day on which the guardian can answer; then silence confirms (R1.32).';
comment on column attendances.status is 'held: taught, as the institution says; confirmed: it counts; cancelled: it does not, and can be held again.';
comment on column attendances.amount_fen is 'Its share, once it is confirmed.';

create table refunds (
    refund text collate "C" primary key,
    enrolment text collate "C" not null references enrolments,
    institution text collate "C" not null references institutions,
    cause text not null check (cause in ('withoutReason', 'institution', 'consumer')),
    requested_on date not null,
    due date not null,
    status text not null check (status in ('pending', 'disputed', 'agreed', 'repaid', 'lapsed', 'dismissed')),
    pay_by date,
    owed_fen bigint not null check (owed_fen >= 0)
) with (fillfactor = 70);
create unique index refunds_open on refunds (enrolment) where status in ('pending', 'disputed');
create index refunds_open_institution on refunds (institution) where status in ('pending', 'disputed');
create index refunds_pending on refunds (due) where status = 'pending';
create index refunds_agreed on refunds (pay_by) where status = 'agreed';
create index refunds_requested on refunds (requested_on);
comment on table refunds is 'Refunds that guardians asked for (R1.60).';
comment on column refunds.due is 'The last day on which the institution can answer; silence agrees.';
comment on column refunds.pay_by is 'The last day on which it should be paid; null until it is agreed.';
comment on column refunds.owed_fen is 'What the bank has yet to pay of it.';

create table instructions (
    instruction text collate "C" primary key,
    institution text collate "C" not null references institutions,
    account text not null check (account in ('fee', 'deposit')),
    purpose text not null check (purpose in ('settlement', 'refund', 'suspenseReturn', 'transfer', 'depositReturn', 'creditor')),
    payee text not null,
    debit_account text collate "C" not null,
    amount_fen bigint not null check (amount_fen > 0),
    enrolment text collate "C" references enrolments,
    cause text check (cause in ('refundAgreed', 'institutionAbsconded', 'pupilTransferred')),
    refund text collate "C" references refunds,
    sent_on date not null,
    valid_through date not null,
    status text not null check (status in ('uncovered', 'sent', 'accepted', 'paid', 'failed', 'replaced'))
) with (fillfactor = 70);
create index instructions_open on instructions (institution) where status in ('uncovered', 'sent', 'accepted', 'failed');
comment on table instructions is 'What the bank is to pay (R1.35). As long as one is sent or accepted, a pending transfer of its name holds the money.';
comment on column instructions.account is 'The account that pays: fee (R1.20) or deposit (R1.40).';
comment on column instructions.payee is 'Reference of the payment whose route the money takes back, claim, or credit code of the institution that gets it.';
comment on column instructions.debit_account is 'The account of the ledger that it settles.';
comment on column instructions.valid_through is 'The bank must not pay after it.';
comment on column instructions.status is
    'uncovered: owed, but there is no money for it; failed: returned, or not answered in time; replaced: another one took its place.';

create table suspensions (
    institution text collate "C" not null references institutions,
    reference text collate "C" not null,
    enrolment text not null,
    amount_fen bigint not null check (amount_fen > 0),
    day date not null,
    reason text not null,
    primary key (institution, reference)
);
comment on table suspensions is 'Payments that broke a rule: they stand in suspense and go back by the original route.';
comment on column suspensions.reference is 'The bank''s, of the fee account.';
comment on column suspensions.enrolment is 'The enrolment that the payment did not make.';

create table creditor_claims (
    claim text collate "C" primary key,
    institution text collate "C" not null references institutions,
    rank text not null check (rank in ('wages', 'other')),
    amount_fen bigint not null check (amount_fen > 0),
    awarded_fen bigint not null check (awarded_fen between 0 and amount_fen)
);
create index creditor_claims_institution on creditor_claims (institution);
comment on table creditor_claims is 'Claims against institutions that stopped, behind those of the families (R1.81).';
comment on column creditor_claims.awarded_fen is 'What the bank was told to pay of it.';

create table bank_entries (
    institution text collate "C" not null,
    account text collate "C" not null check (account in ('fee', 'deposit')),
    reference text collate "C" not null,
    book_fen bigint,
    statement_fen bigint,
    since date not null,
    explanation text,
    primary key (institution, account, reference),
    check (book_fen is not null or statement_fen is not null)
) with (fillfactor = 70);
create index bank_entries_open on bank_entries (institution, since) where book_fen is distinct from statement_fen and explanation is null;
comment on table bank_entries is 'What the books and the bank''s statements say of one reference. What differs is open until it matches or is cleared.';
comment on column bank_entries.book_fen is 'Above zero into the account; null if the books do not know it.';
comment on column bank_entries.statement_fen is 'Null if no statement named it yet.';
comment on column bank_entries.since is 'The first day on which one side had it.';
comment on column bank_entries.explanation is 'Why a difference is none, as the commission says.';

create table statements (
    institution text collate "C" not null references institutions,
    account text collate "C" not null check (account in ('fee', 'deposit')),
    day date not null,
    closing_fen bigint not null,
    primary key (institution, account)
) with (fillfactor = 50);
comment on table statements is 'The bank''s last statement of each account: the next one must follow it.';

create table alerts (
    alert text collate "C" primary key,
    institution text collate "C" not null references institutions,
    rule text not null check (rule in
        ('balanceBelowLiability', 'depositBelowMinimum', 'largeMovement', 'refundWave', 'refundOverdue', 'teachingStopped', 'inflowAboveCapacity',
        'unreconciled', 'bankFee')),
    level text not null check (level in ('yellow', 'red')),
    status text not null check (status in ('clue', 'identified', 'warned', 'answered', 'closed')),
    raised_on date not null,
    detail text not null,
    due date,
    answer text
) with (fillfactor = 70);
create unique index alerts_open on alerts (institution, rule) where status <> 'closed';
create index alerts_raised on alerts (raised_on);
comment on table alerts is 'Alerts and their loop: clue, identified, warned, answered, closed (R1.52). One open alert an institution and rule.';
comment on column alerts.due is 'Day by which the institution must answer a warning.';

create table accounts (
    account text collate "C" primary key,
    kind text not null check (kind in
        ('bank', 'depositBank', 'advanced', 'fees', 'unconsumed', 'earned', 'pendingRelease', 'released', 'refundsPayable', 'riskDeposit', 'suspense',
        'interest')),
    institution text collate "C" not null,
    debits_fen bigint not null check (debits_fen >= 0),
    credits_fen bigint not null check (credits_fen >= 0),
    pending_debits_fen bigint not null check (pending_debits_fen >= 0),
    pending_credits_fen bigint not null check (pending_credits_fen >= 0),
    constraint limits check (
        case when is_asset(kind) then credits_fen + pending_credits_fen <= debits_fen else debits_fen + pending_debits_fen <= credits_fen end)
) with (fillfactor = 50);
comment on table accounts is
    'The chart of accounts: totals ever debited and credited, and what pending transfers hold. No account may go below zero on its normal side.';
comment on column accounts.account is '<institution>/<kind>; <enrolment>/unconsumed.';
comment on column accounts.kind is
    'Assets: bank (fee account), depositBank, advanced (paid out before it was taught), fees (charges that the bank owes back). Liabilities to families: '
    'unconsumed, refundsPayable, suspense, interest; to the institution: earned (not due yet), pendingRelease (due), released (the bank is told), riskDeposit.';

create table transfers (
    transfer text collate "C" primary key,
    institution text collate "C" not null,
    day date not null,
    kind text not null check (kind in
        ('payment', 'suspension', 'lesson', 'share', 'settlement', 'repayment', 'retention', 'recovery', 'interest', 'fee', 'deposit', 'payout', 'failure',
        'reversal')),
    phase text not null check (phase in ('posted', 'pending', 'post', 'void')),
    debit_account text collate "C" not null,
    credit_account text collate "C" not null,
    amount_fen bigint not null check (amount_fen > 0),
    reference text not null,
    pending text check ((phase = 'posted') = (pending is null)),
    poster text not null,
    cause text not null,
    check (debit_account <> credit_account)
);
create index transfers_day on transfers (day);
create index transfers_interest on transfers (reference) where kind = 'interest';
comment on table transfers is
    'The journal: each row debits one account and credits another. Rows are only added: nobody has the privilege to change or delete them.';
comment on column transfers.day is 'The district''s day; the days before an open day are sealed.';
comment on column transfers.phase is
    'posted: counts at once; pending: holds the amount; post: the pending transfer of that name takes effect; void: it is given up.';
comment on column transfers.reference is
    'A payment''s reference, <enrolment>/<lesson>, refund, instruction or claim. A reversal has that of the transfer that it reverses.';
comment on column transfers.pending is 'Name of the pending transfer that it makes or ends.';
comment on column transfers.cause is 'Id of the event of the poster that moved the money.';

create table account_days (
    account text collate "C" not null,
    day date not null,
    debits_fen bigint not null,
    credits_fen bigint not null,
    primary key (account, day)
);
comment on table account_days is
    'Closing totals, posted transfers only, of each account that moved on a day; added when the day is sealed. The latest row up to a day is the account then.';

create table seals (
    institution text collate "C" not null references institutions,
    day date not null,
    transfers integer not null check (transfers > 0),
    hash bytea not null check (length(hash) = 32),
    primary key (institution, day)
);
create index seals_day on seals (day);
comment on table seals is
    'An institution''s hash chain: a link is SHA-256 over the link before it (nothing before the first) and the lines of the transfers that it seals.';
comment on column seals.day is 'The link seals what was posted since the sealing before it: one day, as a day is sealed when the next one opens.';

-- The lines are JSON arrays, so that no text in one of the fields can look like another field. Sealing and verification both read them here.
create view report_transfer_lines as
select institution, day, transfer,
    json_build_array(
        transfer, institution, day, kind, phase, debit_account, credit_account, amount_fen, reference, pending, poster, cause)::text || e'\n' as line
from transfers;
comment on view report_transfer_lines is 'What is sealed of each transfer: the link of a day goes over its lines in the order of their transfers'' ids.';

do $$
begin
    if exists (select from pg_roles where rolname = current_schema()) then
        execute format('grant select, insert, update, delete on restrictions to %I', current_schema());
        execute format(
            'grant select, insert, update on institutions, enrolments, attendances, refunds, instructions, creditor_claims, bank_entries, statements, '
            'alerts, accounts to %I', current_schema());
        execute format('grant select, insert on courses, suspensions, transfers, account_days, seals to %I', current_schema());
        execute format('grant select on report_transfer_lines to %I', current_schema());
    end if;
end
$$;

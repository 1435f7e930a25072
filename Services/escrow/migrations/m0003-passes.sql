-- Unlimited passes (R1.68): an enrolment whose days are counted where else hours are.

alter table courses add column pass_day_price_fen bigint check (pass_day_price_fen > 0);
comment on column courses.pass_day_price_fen is 'Price of a day of an unlimited pass (R1.68); null: it is sold by hours only.';

alter table enrolments
    add column pass boolean not null default false,
    add column days_due date check (days_due is null or pass and not repaid);
create index enrolments_days_due on enrolments (days_due) where days_due is not null;
comment on column enrolments.pass is 'For as many lessons as the pupil likes on its days (R1.68): hours are days then, and taught when they are over.';
comment on column enrolments.days_due is
    'When the next days of a pass are counted; null if all are, while a refund is undecided, and if it is no pass.';

alter table attendances drop constraint attendances_hours_check, add constraint attendances_hours_check check (hours >= 0);
comment on column attendances.hours is 'Class hours that it takes of the enrolment; 0 on a pass.';

alter table transfers drop constraint transfers_kind_check, add constraint transfers_kind_check check (kind in
    ('payment', 'suspension', 'lesson', 'passDays', 'share', 'settlement', 'repayment', 'retention', 'recovery', 'interest', 'fee', 'deposit', 'payout',
    'failure', 'reversal'));

create or replace view report_courses as
select institution, course, name, online, starts, ends, lessons, hours_per_lesson, hour_price_fen, seats, coalesce(sold.enrolments, 0) as enrolments,
    coalesce(sold.paid_fen, 0)::bigint as paid_fen, pass_day_price_fen
from courses left join (
    select institution, course, count(*) as enrolments, sum(paid_fen) as paid_fen from enrolments group by institution, course) sold
    using (institution, course);

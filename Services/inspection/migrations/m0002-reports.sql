-- What operators and the console read: rows 4 and 8 of the article.

create view report_inspections as
select inspection, campaign, day,
    (select count(*) from attendances where attendances.inspection = inspections.inspection) as departments,
    (select count(*) from planned where planned.inspection = inspections.inspection) as institutions_planned,
    (select count(*) from planned where planned.inspection = inspections.inspection and was_closed) as institutions_closed,
    (select count(distinct institution) from looks where looks.inspection = inspections.inspection) as institutions_inspected,
    is_held as held
from inspections;
comment on view report_inspections is 'held is null until the day is over; false if fewer than two departments took part.';

create view report_departments as
select department, name, task_force, count(inspection) filter (where is_held) as joint_inspections
from departments left join attendances using (department) left join inspections using (inspection)
group by department, name, task_force;
comment on view report_departments is 'Each department of the joint conference and the joint inspections, held, in which it took part.';

create view report_coverage as
select institution, name, township, status, count(distinct inspection) as inspections,
    count(distinct inspection) filter (where is_held) as joint_inspections
from institutions left join looks using (institution) left join inspections using (inspection)
group by institution, name, township, status;
comment on view report_coverage is 'Each known institution and how often it was looked at, also never.';

create view report_findings as
select category, severity, state, count(*) as findings, count(*) filter (where is_overdue) as overdue,
    count(*) filter (where terms_overdue > 0) as ever_overdue
from findings group by category, severity, state;
comment on view report_findings is 'overdue: the term that runs or ran last went by with nothing reported; ever_overdue: that or an earlier one did.';

create view report_schools as
select school, name, township, inspector from schools;

create view report_school_months as
select school, to_char(month, 'YYYY-MM') as month, announced.month is not null as required,
    count(visit) as visits,
    count(visit) filter (where mode = 'onSite') as on_site, count(visit) filter (where mode = 'online') as online,
    count(visit) filter (where kind = 'routine') as routine, count(visit) filter (where kind = 'special') as special,
    missed.school is not null and count(visit) = 0 as missed,
    missed.school is not null and count(visit) > 0 as reported_late
from (select school, month from schools cross join school_year_months union select school, month from visits) as school_months
    left join visits using (school, month)
    left join school_year_months as announced using (month)
    left join missed_months as missed using (school, month)
group by school, month, announced.month, missed.school;
comment on view report_school_months is
    'Each school in each announced month, also without visits, and other months with visits; reported_late: stated as missed, then a visit was reported.';

do $$
begin
    if exists (select from pg_roles where rolname = 'reader') then
        grant select on report_inspections, report_departments, report_coverage, report_findings, report_schools, report_school_months
            to reader;
    end if;
end
$$;

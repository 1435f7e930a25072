-- What operators and the console read.

create view report_departments as
select department, name, leading_group, governance_task_force, task_groups from departments;

create view report_told as
select recipient, type, count(*) as notices, min(day) as first_day, max(day) as last_day from notices group by recipient, type;

create view report_notices as
select day, recipient, type, subject, text from notices;

do $$
begin
    if exists (select from pg_roles where rolname = 'reader') then
        grant select on report_departments, report_told, report_notices to reader;
    end if;
end
$$;

-- What operators and the console read.

create view report_institutions as
select institution, name, grid, township, status, category, surveyed_category, cause, since from institutions;

create view report_grids as
select grids.grid, grids.township, count(institution) as institutions,
    count(*) filter (where status in ('operating', 'transformed')) as running
from grids left join institutions using (grid)
group by grids.grid, grids.township;

create view report_departments as
select department, name, leading_group, governance_task_force, task_groups from departments;

create view report_patrols as
select grid, count(*) as patrols, count(*) filter (where result <> 'none') as suspicions, min(day) as first_day, max(day) as last_day
from patrols group by grid;

do $$
begin
    if exists (select from pg_roles where rolname = 'reader') then
        grant select on report_institutions, report_grids, report_departments, report_patrols to reader;
    end if;
end
$$;

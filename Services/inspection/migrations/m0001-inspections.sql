-- Copies of the registry's institutions and departments; campaigns and joint inspections; findings; schools and their responsible inspectors.

create table institutions (
    institution text primary key check (length(institution) = 18),
    name text not null,
    township text not null,
    status text not null
);
comment on table institutions is 'Copy of registry.institutions.';

create table departments (
    department text primary key,
    name text not null,
    task_force boolean not null
);
comment on table departments is 'Copy of the joint conference: who may take part in joint inspections.';

create table campaigns (
    campaign text primary key,
    title text not null,
    first_day date not null,
    last_day date not null,
    check (first_day <= last_day)
);
comment on table campaigns is 'Special campaigns (row 4 of the article).';

create table inspections (
    inspection text primary key,
    campaign text not null references campaigns,
    day date not null,
    is_held boolean
);
create index inspections_pending on inspections (day) where is_held is null;
comment on table inspections is 'Joint inspections; is_held is null until the day is over.';

create table planned (
    inspection text not null references inspections,
    institution text not null references institutions,
    was_closed boolean not null,
    primary key (inspection, institution)
);
comment on table planned is 'Institutions on the plan of an inspection; was_closed notes those that no longer ran.';

create table attendances (
    inspection text not null references inspections,
    department text not null references departments,
    officers bigint not null check (officers > 0),
    primary key (inspection, department)
);
comment on table attendances is 'Departments that took part, each once, with their officers (R3.10).';

create table looks (
    inspection text not null,
    institution text not null,
    department text not null,
    primary key (inspection, institution, department),
    foreign key (inspection, institution) references planned,
    foreign key (inspection, department) references attendances
);
create index looks_institution on looks (institution);
comment on table looks is 'Institutions that were looked at: on the plan, by a department that took part.';

create table findings (
    finding text primary key,
    inspection text not null,
    institution text not null,
    department text not null,
    category text not null check (category in
        ('licence', 'site', 'staff', 'content', 'time', 'fee', 'contract', 'advertising', 'dataProtection', 'safety', 'disguise')),
    severity text not null check (severity in ('minor', 'general', 'serious')),
    state text not null check (state in ('open', 'reported', 'closed')),
    due date not null,
    is_overdue boolean not null,
    terms_overdue bigint not null check (terms_overdue >= 0),
    foreign key (inspection, institution) references planned,
    check (not is_overdue or terms_overdue > 0)
);
create index findings_pending on findings (due) where state = 'open' and not is_overdue;
comment on table findings is 'Breaches and their rectification, due in working days (R3.40); is_overdue is about the present term.';

create table schools (
    school text primary key,
    name text not null,
    township text not null,
    inspector text
);
create index schools_inspector on schools (inspector);
comment on table schools is 'Schools of compulsory education; one responsible inspector at a time (R3.51).';

create table school_year_months (
    month date primary key check (extract(day from month) = 1),
    school_year text not null,
    is_judged boolean not null
);
comment on table school_year_months is 'Months, by their first day, in which each school must be visited (R3.54).';

create table visits (
    visit text primary key,
    school text not null references schools,
    inspector text not null,
    day date not null,
    month date not null check (month = day - extract(day from day)::integer + 1),
    kind text not null check (kind in ('routine', 'special')),
    mode text not null check (mode in ('onSite', 'online'))
);
create index visits_month on visits (month, school);
comment on table visits is 'Visits of responsible inspectors; month is the first day of the month of day.';

create table missed_months (
    school text not null references schools,
    month date not null references school_year_months,
    inspector text,
    primary key (school, month)
);
comment on table missed_months is 'What was stated on the first day after a month; a visit reported later does not unsay it.';

do $$
begin
    if exists (select from pg_roles where rolname = current_schema()) then
        execute format(
            'grant select, insert on campaigns, planned, attendances, looks, visits, missed_months to %I', current_schema());
        execute format(
            'grant select, insert, update on institutions, departments, inspections, findings, schools, school_year_months to %I',
            current_schema());
    end if;
end
$$;

-- The register: institutions and their life, grids, departments, patrols; restrictions as the blacklist-publisher states them; the replay's clock.

create table grids (
    grid text primary key,
    township text not null
);
comment on table grids is 'The smallest areas of supervision (R2.44-R2.46).';

create table institutions (
    institution text primary key check (length(institution) = 18),
    name text not null,
    address text not null,
    grid text not null references grids,
    township text not null,
    status text not null check (status in
        ('surveyed', 'filed', 'operating', 'transforming', 'transformed', 'deregistering', 'deregistered', 'revoked', 'absconded')),
    since date not null,
    category text check (category in ('academic', 'nonAcademic')),
    surveyed_category text check (surveyed_category in ('academic', 'nonAcademic')),
    cause text check (cause in ('closed', 'merged', 'voluntary'))
);
comment on table institutions is 'Each surveyed institution, in exactly one grid (R2.46), with its place in the life cycle (R2.30).';

create table departments (
    department text primary key,
    name text not null,
    leading_group boolean not null,
    governance_task_force boolean not null,
    task_groups text[] not null
);
comment on table departments is 'The joint conference of departments (row 9 of the article).';

create table patrols (
    patrol text primary key,
    grid text not null,
    institution text,
    day date not null,
    result text not null check (result in ('none', 'suspected', 'confirmed'))
);
comment on table patrols is 'What grid workers reported (R2.46).';

create table restrictions (
    entry text primary key,
    institution text not null
);
create index restrictions_institution on restrictions (institution);
comment on table restrictions is 'Entries of the public list that stand: who is on it may not file.';

create table clock (
    one boolean primary key default true check (one),
    last_opened date
);
insert into clock default values;
create table announced_days (day date primary key);
create table closed_days (day date, service text, primary key (day, service));
comment on table clock is 'The last day opened; with announced_days and closed_days, the clock of a replay.';

do $$
begin
    if exists (select from pg_roles where rolname = current_schema()) then
        execute format(
            'grant select, insert, update, delete on institutions, grids, departments, patrols, restrictions, clock, announced_days, closed_days to %I',
            current_schema());
    end if;
end
$$;

-- Notices lie in a ring of quarters: the slots of those that are older than the policy's time are emptied when a
-- quarter begins.

drop view report_told;
drop view report_notices;
alter table notices rename to notices_of_m0001;
alter index notices_pkey rename to notices_of_m0001_pkey;
alter index notices_file rename to notices_of_m0001_file;
create table notices (
    notice text collate "C" not null,
    recipient text not null,
    day date not null,
    type text not null,
    subject text not null,
    text text not null,
    slot integer not null,
    primary key (notice, slot)
) partition by list (slot);
create index notices_file on notices (recipient, day);
comment on table notices is
    'Who was told what and when, each once: the id is the event''s with the recipient''s. '
    'slot: the quarter of the day.';

do $$
begin
    for slot in 0..15 loop
        execute format('create table notices_%s partition of notices for values in (%s)', slot, slot);
    end loop;
end
$$;
insert into notices
select notice, recipient, day, type, subject, text,
    (extract(year from day) * 4 + extract(quarter from day) - 1)::integer % 16
from notices_of_m0001;
drop table notices_of_m0001;

create view report_told as
select recipient, type, count(*) as notices, min(day) as first_day, max(day) as last_day
from notices group by recipient, type;

create view report_notices as
select day, recipient, type, subject, text from notices;

do $$
begin
    if exists (select from pg_roles where rolname = current_schema()) then
        execute format('grant select, insert on notices to %I', current_schema());
        for slot in 0..15 loop
            execute format('grant truncate on notices_%s to %I', slot, current_schema());
        end loop;
    end if;
    if exists (select from pg_roles where rolname = 'reader') then
        grant select on report_told, report_notices to reader;
    end if;
end
$$;

-- A failure belongs to one event; what wakes or falls due at once is done in portions; ids are kept as long as an event
-- may be old.

alter table loop_partitions
    add column starts integer not null default 0,
    add column suspect bigint;
comment on column loop_partitions.starts is
    'Processes that began here and died before they moved the offset: after two, events are taken one by one.';
comment on column loop_partitions.suspect is 'The event that is taken alone now: if the process dies, of this one.';

alter table loop_waiting
    add column ready boolean not null default false,
    add column starts integer not null default 0,
    add column suspect boolean not null default false;
create index loop_waiting_ready on loop_waiting (event_time, poster, event_id) where ready;
comment on column loop_waiting.ready is 'What it waited for is there: it is decided in one of the next transactions.';
comment on column loop_waiting.starts is 'Processes that died while it was due.';

alter table loop_day
    add column done_through date,
    add column cursor text,
    add column facts integer not null default 0,
    add column suspect text;
update loop_day set done_through = today;
comment on column loop_day.done_through is
    'Last day whose opening is all done; of the next one, cursor says how far it is.';
comment on column loop_day.facts is 'Facts that the opening of the day has made so far.';

-- Ids lie in a ring of quarters by the event's own time; on the first day of a quarter the slot of the next one is
-- emptied. An event so old that its slot is gone is refused by its time.
alter table loop_received rename to loop_received_of_m0000;
alter index loop_received_pkey rename to loop_received_of_m0000_pkey;
create table loop_received (
    poster text collate "C" not null,
    event_id text collate "C" not null,
    fingerprint bigint not null,
    slot integer not null,
    primary key (poster, event_id, slot)
) partition by list (slot);
create table loop_received_0 partition of loop_received for values in (0);
create table loop_received_1 partition of loop_received for values in (1);
create table loop_received_2 partition of loop_received for values in (2);
create table loop_received_3 partition of loop_received for values in (3);
insert into loop_received
select poster, event_id, fingerprint, coalesce(extract(quarter from (select today from loop_day))::integer - 1, 0)
from loop_received_of_m0000;
drop table loop_received_of_m0000;
comment on table loop_received is
    'Every event that was decided once; the fingerprint tells a double from an id used again. '
    'slot: the quarter of its time.';

do $$
begin
    if exists (select from pg_roles where rolname = current_schema()) then
        execute format('grant select, insert, update, delete, truncate on loop_received, loop_received_0,
            loop_received_1, loop_received_2, loop_received_3 to %I', current_schema());
    end if;
end
$$;

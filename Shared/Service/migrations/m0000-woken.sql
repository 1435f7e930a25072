-- What wakes at once is made ready in portions, and what is known of deaths over what is due lies in one row: no
-- statement is as large as what waits.

create table loop_woken (key text primary key);
comment on table loop_woken is
    'What is there, and has more waiting events than were made ready with it: the rest follows.';

create table loop_due (
    one boolean primary key default true check (one),
    starts integer not null default 0,
    poster text collate "C",
    event_id text collate "C",
    suspected integer not null default 0
);
insert into loop_due default values;
comment on table loop_due is
    'Processes that died while waiting events were due: after two, these are taken one by one.';
comment on column loop_due.starts is 'Processes that had what is due in hand since a portion of it was taken.';
comment on column loop_due.event_id is
    'The event (with its poster) that is taken alone now: if the process dies, of this one.';
comment on column loop_due.suspected is 'Processes that died while they had it alone.';

alter table loop_waiting drop column starts, drop column suspect, drop column suspected;
create index loop_waiting_key on loop_waiting (awaits) where not ready;
drop index loop_waiting_awaits;

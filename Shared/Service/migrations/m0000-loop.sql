-- What the loop of every service keeps beside the service's own tables.

create table loop_partitions (
    topic text not null,
    partition integer not null,
    next_offset bigint not null default 0,
    accepted bigint not null default 0,
    rejected bigint not null default 0,
    doubled bigint not null default 0,
    ignored bigint not null default 0,
    drained_through date,
    primary key (topic, partition)
);
comment on table loop_partitions is 'Offsets of record, moved by compare-and-set in the transaction of the effects (G1, G7), and what became of the events.';

create table loop_received (
    poster text collate "C" not null,
    event_id text collate "C" not null,
    fingerprint bigint not null,
    primary key (poster, event_id)
);
comment on table loop_received is 'Every event that was decided once; the fingerprint tells a double from an id used again.';

create table loop_waiting (
    poster text collate "C" not null,
    event_id text collate "C" not null,
    awaits text not null,
    topic text not null,
    partition integer not null,
    record_offset bigint not null,
    event_time bigint not null,
    until date not null,
    payload bytea not null,
    primary key (poster, event_id)
);
create index loop_waiting_awaits on loop_waiting (awaits);
create index loop_waiting_until on loop_waiting (until);
comment on table loop_waiting is 'Events that came before what they refer to (G3).';

create table loop_rejections (
    topic text not null,
    partition integer not null,
    record_offset bigint not null,
    poster text not null,
    event_id text,
    reason text not null,
    detail text not null,
    day date,
    payload bytea not null,
    primary key (topic, partition, record_offset)
);
create index loop_rejections_reason on loop_rejections (reason);
comment on table loop_rejections is 'What was refused, byte for byte, with a stable reason (G3).';

create table loop_outbox (
    id bigint generated always as identity primary key,
    topic text not null,
    key text not null,
    headers text[] not null,
    payload bytea not null,
    after_all boolean not null
);
comment on table loop_outbox is 'Messages to publish, written with the effects and deleted when the broker has them. after_all: only when all before it are there.';

create table loop_day (
    one boolean primary key default true check (one),
    today date,
    closed_through date
);
insert into loop_day default values;
comment on table loop_day is 'The district''s day as this service knows it, and the last day whose work is all done (replay).';

do $$
begin
    if exists (select from pg_roles where rolname = current_schema()) then
        execute format('grant usage on schema %I to %I', current_schema(), current_schema());
        execute format('grant select, insert, update, delete on all tables in schema %I to %I', current_schema(), current_schema());
    end if;
    if exists (select from pg_roles where rolname = 'reader') then
        execute format('grant usage on schema %I to reader', current_schema());
        execute format('grant select on loop_partitions, loop_day to %I', 'reader');
    end if;
end
$$;

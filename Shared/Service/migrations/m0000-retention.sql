-- What only grows has an end: rejections lie in a ring of quarters, and the slots of those that are older than the
-- policy's time are emptied when a quarter begins. A rejection keeps all that its event needs to be tried again.

drop view report_rejections;
alter table loop_rejections rename to loop_rejections_of_m0000;
alter index loop_rejections_pkey rename to loop_rejections_of_m0000_pkey;
alter index loop_rejections_reason rename to loop_rejections_of_m0000_reason;
create table loop_rejections (
    topic text not null,
    partition integer not null,
    record_offset bigint not null,
    poster text not null,
    event_id text,
    reason text not null,
    detail text not null,
    day date,
    payload bytea,
    payload_bytes bigint,
    payload_sha256 text,
    headers text not null default '',
    arrival bigint not null default 0,
    slot integer not null,
    primary key (topic, partition, record_offset, slot),
    constraint loop_rejections_payload_or_sum
        check (payload is not null or (payload_bytes is not null and payload_sha256 is not null))
) partition by list (slot);
create index loop_rejections_reason on loop_rejections (reason);
comment on table loop_rejections is
    'What was refused, byte for byte, with a stable reason (G3). slot: the quarter of the day on which it was refused.';
comment on column loop_rejections.payload is
    'Null if it is larger than REJECTION_BYTES_MAX: it can be read where it lies (topic, partition, record_offset).';
comment on column loop_rejections.payload_sha256 is 'Of a payload that is not kept: hexadecimal.';
comment on column loop_rejections.headers is
    'Headers that belong to the event, one a line, percent-encoded; none in structured mode.';
comment on column loop_rejections.arrival is 'When it was posted, by the broker''s clock: milliseconds since 1970.';

do $$
begin
    for slot in 0..7 loop
        execute format('create table loop_rejections_%s partition of loop_rejections for values in (%s)', slot, slot);
    end loop;
end
$$;
insert into loop_rejections
select topic, partition, record_offset, poster, event_id, reason, detail, day, payload, payload_bytes, payload_sha256,
    '', 0, coalesce((extract(year from day) * 4 + extract(quarter from day) - 1)::integer % 8, 0)
from loop_rejections_of_m0000;
drop table loop_rejections_of_m0000;

create view report_rejections as
select topic, partition, record_offset, poster, reason, detail, day from loop_rejections;
comment on view report_rejections is 'What was refused, by its place in the log; the payload is for its poster.';

do $$
begin
    if exists (select from pg_roles where rolname = current_schema()) then
        execute format('grant select, insert, update, delete on loop_rejections to %I', current_schema());
        for slot in 0..7 loop
            execute format('grant truncate on loop_rejections_%s to %I', slot, current_schema());
        end loop;
    end if;
    if exists (select from pg_roles where rolname = 'reader') then
        grant select on report_rejections to reader;
    end if;
end
$$;

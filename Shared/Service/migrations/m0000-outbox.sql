-- The outbox keeps many messages in a row: a row a message cost more than all else that the loop writes.

alter table loop_outbox rename to loop_outbox_of_m0000;
create table loop_outbox (
    id bigint generated always as identity primary key,
    topics text[] not null,
    keys text[] not null,
    headers text[] not null,
    payloads bytea[] not null,
    after_all boolean not null,
    check (cardinality(topics) = cardinality(payloads) and cardinality(keys) = cardinality(payloads) and cardinality(headers) = cardinality(payloads))
);
-- They live for a moment: compressing them is not worth it.
alter table loop_outbox alter column topics set storage external, alter column keys set storage external,
    alter column headers set storage external, alter column payloads set storage external;
insert into loop_outbox (topics, keys, headers, payloads, after_all)
    select array[topic], array[key], array[array_to_string(headers, chr(31))], array[payload], after_all from loop_outbox_of_m0000 order by id;
drop table loop_outbox_of_m0000;
comment on table loop_outbox is
    'Messages to publish, some hundred in a row and in order, written with the effects and deleted when the broker has them. after_all: only when all before them are there.';
comment on column loop_outbox.headers is 'Of each message: names and values in turn, with chr(31) between them.';

do $$
begin
    if exists (select from pg_roles where rolname = current_schema()) then
        execute format('grant select, insert, update, delete on loop_outbox to %I', current_schema());
    end if;
end
$$;

-- The relay: who has it, and what the broker will not take.

create table loop_relay (
    one boolean primary key default true check (one),
    epoch bigint not null default 0
);
insert into loop_relay default values;
comment on table loop_relay is
    'Raised by each process that takes the relay; what an earlier one still wants to delete or park is not its any '
    'more (ADR 8).';

create table loop_parked (
    id bigint generated always as identity primary key,
    topic text not null,
    key text not null,
    headers text not null,
    payload bytea not null,
    error text not null,
    parked_at timestamptz not null default now()
);
comment on table loop_parked is
    'Messages of the outbox that the broker does not take, such as too large ones: an operator looks at them, the '
    'next ones go on.';
comment on column loop_parked.headers is 'Names and values in turn, with chr(31) between them.';

do $$
begin
    if exists (select from pg_roles where rolname = current_schema()) then
        execute format('grant select, update on loop_relay to %I', current_schema());
        execute format('grant select, insert on loop_parked to %I', current_schema());
    end if;
end
$$;

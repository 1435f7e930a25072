-- What escrow wrote of the load, written again from arrays in memory, batch by batch: ids looked up and recorded,
-- transfers added, accounts read and changed. An idempotent ledger in these tables does no less, so with rules it is
-- slower than this. Prints events a second. Of the events in the database the latest are taken, as many as the variable
-- says.
set client_min_messages = warning;
set random_page_cost = 1.1;
set jit = off;
set max_parallel_workers_per_gather = 0;

create table bench.received (like escrow.loop_received including all);
alter table bench.received alter column slot set default 0;
create table bench.transfers (like escrow.transfers including all);
-- As they stand in the end, so that their limits hold all the while.
create table bench.accounts (like escrow.accounts including all) with (fillfactor = 50);
insert into bench.accounts select * from escrow.accounts;

create table bench.batches (
    batch bigint, posters text[], event_ids text[], fingerprints bigint[],
    transfers text[], institutions text[], days date[], kinds text[], debit_accounts text[], credit_accounts text[],
    amounts bigint[], transfer_references text[], transfer_posters text[], causes text[],
    accounts text[], debits bigint[], credits bigint[]);
-- Not compressed, so that reading them costs next to nothing.
do $$
declare name text;
begin
    for name in select attname from pg_attribute where attrelid = 'bench.batches'::regclass and attnum > 1 loop
        execute format('alter table bench.batches alter column %I set storage external', name);
    end loop;
end
$$;
insert into bench.batches
with events as (
    select poster, event_id, fingerprint, (row_number() over (order by event_id) - 1) / 2800 as batch
    from (select * from escrow.loop_received order by event_id desc limit :events) latest),
moves as (
    select transfers.*, batch from escrow.transfers
    join events on events.event_id = transfers.cause and events.poster = transfers.poster),
touched as (
    select batch, accounts.* from (
        select batch, debit_account as account from moves union select batch, credit_account from moves) named
    join escrow.accounts using (account)),
columns_of_accounts as (
    select batch, array_agg(account) as accounts, array_agg(debits_fen) as debits, array_agg(credits_fen) as credits
    from touched group by batch),
columns_of_transfers as (
    select batch, array_agg(transfer) as transfers, array_agg(institution) as institutions, array_agg(day) as days,
        array_agg(kind) as kinds, array_agg(debit_account) as debit_accounts,
        array_agg(credit_account) as credit_accounts, array_agg(amount_fen) as amounts,
        array_agg(reference) as transfer_references, array_agg(poster) as transfer_posters, array_agg(cause) as causes
    from moves where phase = 'posted' group by batch),
columns_of_events as (
    select batch, array_agg(poster) as posters, array_agg(event_id) as event_ids,
        array_agg(fingerprint) as fingerprints
    from events group by batch)
select * from columns_of_events
    left join columns_of_transfers using (batch) left join columns_of_accounts using (batch);
vacuum analyze bench.batches;
checkpoint;

create function bench.write(rows bench.batches) returns bigint language plpgsql as $$
declare found bigint;
begin
    select count(*) into found from bench.received
        join unnest(rows.posters, rows.event_ids) asked (poster, event_id) using (poster, event_id);
    insert into bench.received (poster, event_id, fingerprint)
        select * from unnest(rows.posters, rows.event_ids, rows.fingerprints);
    select count(*) into found from bench.accounts where account = any(rows.accounts);
    insert into bench.transfers
        (transfer, institution, day, kind, phase, debit_account, credit_account, amount_fen, reference, pending,
        poster, cause)
        select transfer, institution, day, kind, 'posted', debit_account, credit_account, amount_fen, reference, null,
            poster, cause
        from unnest(
            rows.transfers, rows.institutions, rows.days, rows.kinds, rows.debit_accounts, rows.credit_accounts,
            rows.amounts, rows.transfer_references, rows.transfer_posters, rows.causes)
            added (
                transfer, institution, day, kind, debit_account, credit_account, amount_fen, reference, poster, cause);
    update bench.accounts set debits_fen = moved.debits_fen, credits_fen = moved.credits_fen
        from unnest(rows.accounts, rows.debits, rows.credits) moved (account, debits_fen, credits_fen)
        where accounts.account = moved.account;
    return found;
end
$$;

do $$
declare
    rows bench.batches;
    took bigint := 0;
    began timestamptz;
begin
    for rows in select * from bench.batches order by batch loop
        began := clock_timestamp();
        perform bench.write(rows);
        took := took + extract(epoch from clock_timestamp() - began) * 1000000;
    end loop;
    create table bench.took as select took as microseconds;
end
$$;
\pset tuples_only on
\pset format unaligned
select (select count(*) from bench.received) * 1000000 / microseconds from bench.took;

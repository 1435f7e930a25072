-- Entries of the public list on their way, and the names of institutions.

create table institutions (
    institution text primary key,
    name text not null
);
comment on table institutions is 'A copy of the registry''s names, from registry.institutions.';

create table entries (
    entry text primary key,
    institution text not null references institutions,
    authority text not null,
    conduct text not null,
    basis text not null,
    decision_number text not null,
    status text not null check (status in ('proposed', 'noticeServed', 'objected', 'withdrawn', 'listed', 'removed', 'expired')),
    proposed_on date not null,
    served_on date,
    window_ends date,
    listed_on date,
    expires_on date,
    -- Nothing is published without a served notice and a window that has passed (R4.36).
    check (status not in ('listed', 'removed', 'expired') or (served_on is not null and window_ends < listed_on and listed_on < expires_on))
);
create index entries_moving on entries (entry) where status in ('noticeServed', 'listed');
comment on table entries is 'Each entry from proposal to removal.';

do $$
begin
    if exists (select from pg_roles where rolname = current_schema()) then
        execute format('grant select, insert, update on institutions, entries to %I', current_schema());
    end if;
end
$$;

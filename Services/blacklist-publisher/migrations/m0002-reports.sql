-- What operators and the console read.

create view report_entries as
select entry, institution, name, authority, status, proposed_on, served_on, window_ends, listed_on, expires_on
from entries join institutions using (institution);

do $$
begin
    if exists (select from pg_roles where rolname = 'reader') then
        grant select on report_entries to reader;
    end if;
end
$$;

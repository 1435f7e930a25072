-- Links are made institution by institution, in portions: each chain knows by itself what it has linked.

create index transfers_institution_day on transfers (institution, day);
drop index transfers_day;
comment on column seals.day is
    'The day before the one on whose opening the link was made; it links what was posted at the institution since its '
    'last link.';

create or replace view report_seal_checks as
with links as (
    select institution, day, transfers, hash, lag(hash) over (partition by institution order by day) as before
    from seals),
found as (
    select institution, sealed_on as day, count(*) as transfers, string_agg(line, '' order by transfer) as lines
    from (
        select *, (
            select min(seals.day) from seals where seals.institution = lines.institution and seals.day >= lines.day
        ) as sealed_on
        from report_transfer_lines lines) sealed
    where sealed_on is not null group by institution, sealed_on)
select institution, day, links.transfers, found.transfers as transfers_now,
    coalesce(sha256(coalesce(links.before, '') || convert_to(found.lines, 'UTF8')) = links.hash, false) as holds
from links full join found using (institution, day);

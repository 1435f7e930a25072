-- What a reader sees of the loop: no payload, no id of an event, and no table.

create view report_partitions as
select topic, partition, next_offset, accepted, rejected, doubled, ignored from loop_partitions;
comment on view report_partitions is 'How far each partition is, and what became of its events.';

create view report_waiting as
select topic, partition, record_offset, poster, until from loop_waiting;
comment on view report_waiting is 'Events that wait for what they refer to, by their place in the log.';

create view report_rejections as
select topic, partition, record_offset, poster, reason, detail, day from loop_rejections;
comment on view report_rejections is 'What was refused, by its place in the log; the payload is for its poster.';

create view report_day as
select today, closed_through from loop_day;
comment on view report_day is
    'The district''s day as this service knows it, and the last day whose work is all done (replay).';

do $$
begin
    if exists (select from pg_roles where rolname = 'reader') then
        revoke select on loop_partitions, loop_day from reader;
        grant select on report_partitions, report_waiting, report_rejections, report_day to reader;
    end if;
end
$$;

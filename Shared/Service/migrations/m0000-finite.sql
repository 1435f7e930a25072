-- Days are days: `infinity` by hand is refused where it is written, not where it is read.

alter table loop_day add constraint loop_day_finite
    check (isfinite(today) and isfinite(done_through) and isfinite(closed_through));
alter table loop_waiting add constraint loop_waiting_finite check (isfinite(until));

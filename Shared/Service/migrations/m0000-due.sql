-- Waiting events whose time is over are found in the order in which they are taken: a portion looks at its own rows
-- only, however many are due.

create index loop_waiting_late on loop_waiting (until, event_time, poster, event_id);
drop index loop_waiting_until;

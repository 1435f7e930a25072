-- An event is left out when processes died twice while each had it alone: once may be somebody's kill.

alter table loop_partitions add column suspected integer not null default 0;
alter table loop_waiting add column suspected integer not null default 0;
alter table loop_day add column suspected integer not null default 0;
comment on column loop_partitions.suspected is 'Processes that died while they had the suspect alone.';
comment on column loop_waiting.suspected is 'Processes that died while they had it alone.';
comment on column loop_day.suspected is 'Processes that died while they had the suspected portion alone.';

-- What is known of a message beside its bytes: when it was posted, and the headers that belong to its event.

alter table loop_waiting
    add column arrival bigint not null default 0,
    add column headers text not null default '';
comment on column loop_waiting.arrival is 'When it was posted, by the broker''s clock: milliseconds since 1970.';
comment on column loop_waiting.headers is
    'Headers that belong to the event (CloudEvents'' binary mode), one a line, percent-encoded; '
    'none in structured mode.';

-- What operators may insert by hand (docs/operations.md) is what the relay can read: no message without topic, key,
-- headers or payload.

alter table loop_outbox add check (
    array_position(topics, null) is null and array_position(keys, null) is null
    and array_position(headers, null) is null and array_position(payloads, null) is null
    and array_ndims(payloads) = 1 and array_ndims(topics) = 1 and array_ndims(keys) = 1 and array_ndims(headers) = 1);

-- What is decided again gives its id free first, and only its own.
alter table loop_rejections add column fingerprint bigint;
comment on column loop_rejections.fingerprint is 'As in loop_received; null of what could not be read that far.';

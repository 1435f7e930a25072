-- What is refused and large stays where it lies: its place is known, and its length and sum tell whether it is still
-- the same.

alter table loop_rejections alter column payload drop not null;
alter table loop_rejections add column payload_bytes bigint, add column payload_sha256 text;
alter table loop_rejections add constraint loop_rejections_payload_or_sum
    check (payload is not null or (payload_bytes is not null and payload_sha256 is not null));
comment on column loop_rejections.payload is
    'Null if it is larger than REJECTION_BYTES_MAX: it can be read where it lies (topic, partition, record_offset).';
comment on column loop_rejections.payload_sha256 is 'Of a payload that is not kept: hexadecimal.';

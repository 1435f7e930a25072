-- The folder of each recipient: names are posted by others, folders are ours.

create table notice_folders (
    recipient text primary key,
    folder text not null unique check (folder ~ '^[^/.[:cntrl:]][^/[:cntrl:]]*$' and octet_length(folder) <= 100)
);
comment on table notice_folders is
    'Where the notices of a recipient are filed: given once and never changed. Two recipients never share a folder.';
-- Nor on a disk that does not tell capitals from small letters.
create unique index notice_folders_folded on notice_folders (lower(normalize(folder, NFC)));

create view report_notice_folders as select recipient, folder from notice_folders;

do $$
begin
    if exists (select from pg_roles where rolname = current_schema()) then
        execute format('grant select, insert on notice_folders to %I', current_schema());
        execute format('grant update on loop_unwritten to %I', current_schema());
    end if;
    if exists (select from pg_roles where rolname = 'reader') then
        grant select on report_notice_folders to reader;
    end if;
end
$$;

-- Notices, and the copies that routing needs.

create table departments (
    department text primary key,
    name text not null,
    leading_group boolean not null,
    governance_task_force boolean not null,
    task_groups text[] not null
);
create table institutions (
    institution text primary key,
    name text not null
);
create table notices (
    notice text collate "C" primary key,
    recipient text not null,
    day date not null,
    type text not null,
    subject text not null,
    text text not null
);
create index notices_file on notices (recipient, day);
comment on table notices is 'Who was told what and when, each once: the id is the event''s with the recipient''s.';

create table loop_unwritten (
    recipient text not null,
    day date not null,
    primary key (recipient, day)
);
comment on table loop_unwritten is 'Files of the outbox directory that are behind the notices.';

do $$
begin
    if exists (select from pg_roles where rolname = current_schema()) then
        execute format('grant select, insert, update on departments, institutions to %I', current_schema());
        execute format('grant select, insert on notices to %I', current_schema());
        execute format('grant select, insert, delete on loop_unwritten to %I', current_schema());
    end if;
end
$$;

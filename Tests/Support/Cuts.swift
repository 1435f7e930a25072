/// A database that cuts transactions off, as a crash does, between any two statements that write: the first of a batch,
/// when that is taken again the second one, and so on over the batches. What it counts is in sequences, which no
/// rollback takes back.
package struct Cuts {
    private let schema: String

    /// Cuts in the tables of a schema.
    package init(in schema: String) { self.schema = schema }

    /// Makes it so, for connections of an application name. Run it as the owner.
    package func script(of application: String) -> String {
        """
        drop schema if exists cuts_\(schema) cascade;
        create schema cuts_\(schema);
        create sequence cuts_\(schema).statement;
        create sequence cuts_\(schema).place minvalue 0;
        select nextval('cuts_\(schema).place');
        create function cuts_\(schema).pass() returns trigger language plpgsql security definer as $$
        begin
            if current_setting('application_name') <> '\(application)' then
                return null;
            end if;
            if nextval('cuts_\(schema).statement') > (select last_value from cuts_\(schema).place) then
                perform setval('cuts_\(schema).statement', 1, false), nextval('cuts_\(schema).place');
                raise exception 'cut before this statement counts' using errcode = 'serialization_failure';
            end if;
            return null;
        end $$;
        do $$
        declare t regclass;
        begin
            for t in
                select c.oid from pg_class c
                where c.relnamespace = '\(schema)'::regnamespace and c.relkind = 'r'
            loop
                execute format('create trigger cut after insert or update or delete on %s'
                    || ' for each statement execute function cuts_\(schema).pass()', t);
            end loop;
        end $$;
        """
    }

    /// How often it has cut (one text), as a query.
    package var count: String { "select last_value from cuts_\(schema).place" }

    /// Leaves transactions alone again.
    package var end: String { "drop schema cuts_\(schema) cascade" }
}

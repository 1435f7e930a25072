grant select, insert, update on institutions, entries to blacklist;

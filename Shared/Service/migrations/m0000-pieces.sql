-- Facts of a day's opening are known by their piece of its work, not by a number that grows through its portions.

alter table loop_day drop column facts;

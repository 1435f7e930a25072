grant select, insert, update on departments, institutions to notification;
grant select, insert on notices, notice_folders to notification;
grant select, insert, update, delete on loop_unwritten to notification;
-- Old notices go by whole parts.
grant truncate on notices_0, notices_1, notices_2, notices_3, notices_4, notices_5, notices_6, notices_7, notices_8,
    notices_9, notices_10, notices_11, notices_12, notices_13, notices_14, notices_15 to notification;

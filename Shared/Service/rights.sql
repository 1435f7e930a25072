-- What the service's role may do with the loop's tables, and a reader with the views. Given by every migrate, whatever
-- was there before. «the_service» stands for the role, which is called as the schema.

grant usage on schema the_service to the_service;
grant select, insert, update, delete on loop_migrations, loop_partitions, loop_received, loop_waiting, loop_rejections,
    loop_outbox, loop_day, loop_woken, loop_due to the_service;
grant select, update on loop_relay to the_service;
grant select, insert on loop_parked to the_service;
-- What only grows is emptied by whole parts.
grant select, insert, update, delete, truncate on loop_received, loop_received_0, loop_received_1, loop_received_2,
    loop_received_3 to the_service;
grant truncate on loop_rejections_0, loop_rejections_1, loop_rejections_2, loop_rejections_3, loop_rejections_4,
    loop_rejections_5, loop_rejections_6, loop_rejections_7 to the_service;

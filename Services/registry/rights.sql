grant select, insert, update, delete on institutions, grids, departments, patrols, restrictions, clock, announced_days,
    closed_days to registry;

grant select, insert on campaigns, planned, attendances, looks, visits, missed_months to inspection;
grant select, insert, update on institutions, departments, inspections, findings, schools, school_year_months
    to inspection;

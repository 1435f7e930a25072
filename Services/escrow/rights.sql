grant select, insert, update, delete on restrictions to escrow;
grant select, insert, update on institutions, enrolments, attendances, refunds, instructions, creditor_claims,
    claim_settlements, bank_entries, statements, alerts, accounts to escrow;
-- What was said of money is never changed (G4).
grant select, insert on courses, suspensions, transfers, account_days, seals to escrow;
-- Checks and views need it, whoever writes and reads.
grant execute on function is_asset(text) to public;
-- Sealing reads the lines where verification does.
grant select on report_transfer_lines to escrow;

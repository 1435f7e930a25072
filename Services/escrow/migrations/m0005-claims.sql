-- The families of an institution whose people are gone are paid in portions: what there is and what all of them claim
-- is reckoned first, then each has its share (R1.81, R1.87).

create table claim_settlements (
    institution text collate "C" primary key references institutions,
    reckoned_on date not null,
    day date not null check (day >= reckoned_on),
    claims_fen bigint not null check (claims_fen > 0),
    available_fen bigint not null check (available_fen between 1 and claims_fen),
    passed_fen bigint not null check (passed_fen between 0 and claims_fen),
    deposit_fen bigint not null check (deposit_fen between 0 and available_fen)
);
comment on table claim_settlements is
    'The last settlement of an institution that absconded: its families have their shares one after the other.';
comment on column claim_settlements.day is
    'The day whose opening went on with it last: the parts of families that were left out are kept for some days.';
comment on column claim_settlements.claims_fen is
    'All that its families claimed: tuition that was not taught, and refunds that were not covered.';
comment on column claim_settlements.available_fen is 'What there was for them.';
comment on column claim_settlements.passed_fen is 'Claims that have had their share.';
comment on column claim_settlements.deposit_fen is 'Of what there was, what lay in the deposit account.';

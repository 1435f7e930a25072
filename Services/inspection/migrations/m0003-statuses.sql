-- Programs stop at a status that they do not know, so the table holds no other.

alter table institutions add constraint institutions_status_check check (status in
    ('surveyed', 'filed', 'operating', 'transforming', 'transformed', 'deregistering', 'deregistered', 'revoked',
    'absconded'));

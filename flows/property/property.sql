-- The database that flows/property.yaml asks, as an example: `ccengine init --example property` makes property.db of it.
-- Yours is another: name its tables and columns in settings.yaml under `sources`.  Where its columns have other
-- names, a view gives them these, and the flow stays as it is.

CREATE TABLE bills (
    account VARCHAR(12)    NOT NULL,
    month   CHAR(7)        NOT NULL,  -- 2026-10
    water   NUMERIC(10, 2) NOT NULL,  -- yuan
    power   NUMERIC(10, 2) NOT NULL,
    due     DATE           NOT NULL,
    PRIMARY KEY (account, month)
);

CREATE TABLE repairs (
    ticket  INTEGER PRIMARY KEY,      -- given by the database
    account VARCHAR(12) NOT NULL,
    kind    VARCHAR(8)  NOT NULL,     -- water, power, other
    phone   VARCHAR(32) NOT NULL,
    request VARCHAR(80) NOT NULL UNIQUE  -- by which a repeat after a crash is known
);

INSERT INTO bills (account, month, water, power, due) VALUES
    ('1001', '2026-09', 52.10, 131.00, '2026-10-15'),
    ('1001', '2026-10', 48.60, 118.25, '2026-11-15'),
    ('1002', '2026-10', 20.00, 64.05, '2026-11-15');

INSERT INTO repairs (ticket, account, kind, phone, request) VALUES (2600, '1001', 'water', '13800138000', 'example');

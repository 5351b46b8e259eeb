-- Second factors of those who administer.

-- The secret is encrypted; recovery codes are hashes. One row an account.
CREATE TABLE second_factors (
    account_id   BLOB NOT NULL PRIMARY KEY,
    station_id   BLOB NOT NULL,
    secret       BLOB NOT NULL,
    confirmed_at TEXT,
    last_step    INTEGER NOT NULL,
    recovery     TEXT NOT NULL,
    version      INTEGER NOT NULL
) STRICT;

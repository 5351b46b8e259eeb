-- Second factors of those who administer.

-- The secret is encrypted; recovery codes are hashes. One row an account.
CREATE TABLE second_factors (
    account_id   uuid NOT NULL PRIMARY KEY,
    station_id   uuid NOT NULL,
    secret       bytea NOT NULL,
    confirmed_at timestamptz,
    last_step    bigint NOT NULL,
    recovery     text NOT NULL,
    version      bigint NOT NULL
);

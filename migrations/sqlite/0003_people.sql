-- Members of the community forces and police, their consent, and the accounts that sign in.

CREATE TABLE members (
    id                BLOB NOT NULL PRIMARY KEY,
    station_id        BLOB NOT NULL,
    community_id      BLOB,
    grid_id           BLOB,
    unit_id           BLOB,
    post_id           BLOB,
    kind              TEXT NOT NULL
        CHECK (kind IN ('guard', 'grid_worker', 'comprehensive_officer', 'volunteer', 'parent', 'observer',
            'mediator', 'teller', 'auxiliary', 'officer')),
    status            TEXT NOT NULL CHECK (status IN ('active', 'suspended', 'left')),
    name_sealed_id    BLOB NOT NULL,
    phone_sealed_id   BLOB,
    adult             INTEGER NOT NULL,
    trained_until     TEXT,
    guard_cert_until  TEXT,
    insured_until     TEXT,
    level_max         TEXT NOT NULL CHECK (level_max IN ('L0', 'L1', 'L2', 'L3')),
    self_enrolled     INTEGER NOT NULL,
    version           INTEGER NOT NULL
) STRICT;
CREATE INDEX members_station ON members (station_id);
CREATE INDEX members_unit ON members (unit_id);

-- A separate consent to location (PIPL art. 29): one row each time it is given.
CREATE TABLE consents (
    id           BLOB NOT NULL PRIMARY KEY,
    station_id   BLOB NOT NULL,
    member_id    BLOB NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('location')),
    text_version TEXT NOT NULL,
    given_at     TEXT NOT NULL,
    withdrawn_at TEXT
) STRICT;
CREATE INDEX consents_member ON consents (member_id);

CREATE TABLE accounts (
    id            BLOB NOT NULL PRIMARY KEY,
    station_id    BLOB NOT NULL,
    login         TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role          TEXT NOT NULL
        CHECK (role IN ('chief', 'duty_commander', 'desk', 'beat_officer', 'auxiliary', 'governance_centre',
            'community_officer', 'grid_worker', 'unit_admin', 'guard', 'volunteer', 'observer', 'mediator',
            'teller', 'school_officer', 'event_commander', 'resident', 'system_admin', 'security_admin',
            'audit_admin', 'overseer', 'terminal')),
    reach         TEXT NOT NULL,
    member_id     BLOB,
    name_sealed_id BLOB NOT NULL,
    disabled_at   TEXT,
    failed_count  INTEGER NOT NULL,
    locked_until  TEXT,
    last_login_at TEXT,
    granted_at    TEXT,
    password_set_at TEXT NOT NULL,
    must_change   INTEGER NOT NULL,
    version       INTEGER NOT NULL
) STRICT;
CREATE INDEX accounts_station ON accounts (station_id);

-- Members of the community forces and police, their consent, and the accounts that sign in.

CREATE TABLE members (
    id                uuid NOT NULL PRIMARY KEY,
    station_id        uuid NOT NULL,
    community_id      uuid,
    grid_id           uuid,
    unit_id           uuid,
    post_id           uuid,
    kind              text NOT NULL
        CHECK (kind IN ('guard', 'grid_worker', 'comprehensive_officer', 'volunteer', 'parent', 'observer',
            'mediator', 'teller', 'auxiliary', 'officer')),
    status            text NOT NULL CHECK (status IN ('active', 'suspended', 'left')),
    name_sealed_id    uuid NOT NULL,
    phone_sealed_id   uuid,
    adult             boolean NOT NULL,
    trained_until     timestamptz,
    guard_cert_until  timestamptz,
    insured_until     timestamptz,
    level_max         text NOT NULL CHECK (level_max IN ('L0', 'L1', 'L2', 'L3')),
    self_enrolled     boolean NOT NULL,
    version           bigint NOT NULL
);
CREATE INDEX members_station ON members (station_id);
CREATE INDEX members_unit ON members (unit_id);

-- A separate consent to location (PIPL art. 29): one row each time it is given.
CREATE TABLE consents (
    id           uuid NOT NULL PRIMARY KEY,
    station_id   uuid NOT NULL,
    member_id    uuid NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('location')),
    text_version text NOT NULL,
    given_at     timestamptz NOT NULL,
    withdrawn_at timestamptz
);
CREATE INDEX consents_member ON consents (member_id);

CREATE TABLE accounts (
    id            uuid NOT NULL PRIMARY KEY,
    station_id    uuid NOT NULL,
    login         text NOT NULL UNIQUE,
    password_hash text NOT NULL,
    role          text NOT NULL
        CHECK (role IN ('chief', 'duty_commander', 'desk', 'beat_officer', 'auxiliary', 'governance_centre',
            'community_officer', 'grid_worker', 'unit_admin', 'guard', 'volunteer', 'observer', 'mediator',
            'teller', 'school_officer', 'event_commander', 'resident', 'system_admin', 'security_admin',
            'audit_admin', 'overseer', 'terminal')),
    reach         jsonb NOT NULL,
    member_id     uuid,
    name_sealed_id uuid NOT NULL,
    disabled_at   timestamptz,
    failed_count  bigint NOT NULL,
    locked_until  timestamptz,
    last_login_at timestamptz,
    granted_at    timestamptz,
    password_set_at timestamptz NOT NULL,
    must_change   boolean NOT NULL,
    version       bigint NOT NULL
);
CREATE INDEX accounts_station ON accounts (station_id);

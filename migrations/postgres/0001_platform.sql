-- The tables every slice stands on: the station log, commands, sealed values, sessions, outbox, jobs.

-- The head of each station's log: its last sequence and hash. One row a station, locked by each batch.
CREATE TABLE station_heads (
    station_id uuid NOT NULL PRIMARY KEY,
    seq        bigint NOT NULL CHECK (seq >= 0),
    hash       bytea NOT NULL
);

-- What happened, in order, without personal data. Gapless per station, hash-linked.
CREATE TABLE station_log (
    station_id   uuid NOT NULL,
    seq          bigint NOT NULL CHECK (seq > 0),
    at           timestamptz NOT NULL,
    device_at    timestamptz,
    kind         text NOT NULL,
    thread_id    uuid NOT NULL,
    actor_kind   text NOT NULL CHECK (actor_kind IN ('account', 'member', 'system')),
    actor_id     uuid,
    refs         text NOT NULL,
    audience     text NOT NULL,
    body         text NOT NULL,
    hash         bytea NOT NULL,
    PRIMARY KEY (station_id, seq)
);
CREATE INDEX station_log_thread ON station_log (thread_id, seq);

-- Commands that were carried out, by the id their sender made, so that each can be sent again safely.
CREATE TABLE commands (
    id         uuid NOT NULL PRIMARY KEY,
    station_id uuid NOT NULL,
    at         timestamptz NOT NULL,
    body_hash  bytea NOT NULL,
    status     bigint NOT NULL,
    answer     bytea NOT NULL
);
CREATE INDEX commands_at ON commands (at);

-- Personal values, encrypted. Deleting a row forgets the person and never breaks the log.
CREATE TABLE sealed (
    id         uuid NOT NULL PRIMARY KEY,
    station_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    kind       text NOT NULL,
    key_no     bigint NOT NULL,
    value      bytea NOT NULL,
    lookup     bytea,
    created_at timestamptz NOT NULL
);
CREATE INDEX sealed_subject ON sealed (subject_id);

CREATE TABLE sessions (
    id           uuid NOT NULL PRIMARY KEY,
    token_hash   bytea NOT NULL UNIQUE,
    station_id   uuid NOT NULL,
    account_id   uuid NOT NULL,
    scope        jsonb NOT NULL,
    idle_s       bigint NOT NULL CHECK (idle_s > 0),
    created_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    revoked_at   timestamptz
);
CREATE INDEX sessions_account ON sessions (account_id);

-- What must leave the process: written with the change that caused it, carried out afterwards.
CREATE TABLE outbox (
    id         uuid NOT NULL PRIMARY KEY,
    station_id uuid NOT NULL,
    channel    text NOT NULL,
    subject_id uuid NOT NULL,
    body       jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    next_at    timestamptz,
    attempts   bigint NOT NULL,
    state      text NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    last_error text
);
CREATE INDEX outbox_next ON outbox (next_at) WHERE next_at IS NOT NULL;

-- Background work as rows: at most one open row for a kind and key.
CREATE TABLE jobs (
    id           uuid NOT NULL PRIMARY KEY,
    kind         text NOT NULL,
    key          text NOT NULL,
    body         jsonb NOT NULL,
    run_at       timestamptz NOT NULL,
    locked_until timestamptz,
    attempts     bigint NOT NULL,
    last_error   text,
    UNIQUE (kind, key)
);
CREATE INDEX jobs_run_at ON jobs (run_at);

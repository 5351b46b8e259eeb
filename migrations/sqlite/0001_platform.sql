-- The tables every slice stands on: the station log, commands, sealed values, sessions, outbox, jobs.

-- The head of each station's log: its last sequence and hash. One row a station, locked by each batch.
CREATE TABLE station_heads (
    station_id BLOB NOT NULL PRIMARY KEY,
    seq        INTEGER NOT NULL CHECK (seq >= 0),
    hash       BLOB NOT NULL
) STRICT;

-- What happened, in order, without personal data. Gapless per station, hash-linked.
-- Rows are kept as they come, not by key: entries of many stations in one commit then share pages.
CREATE TABLE station_log (
    station_id   BLOB NOT NULL,
    seq          INTEGER NOT NULL CHECK (seq > 0),
    at           TEXT NOT NULL,
    device_at    TEXT,
    kind         TEXT NOT NULL,
    thread_id    BLOB NOT NULL,
    actor_kind   TEXT NOT NULL CHECK (actor_kind IN ('account', 'member', 'system')),
    actor_id     BLOB,
    refs         TEXT NOT NULL,
    audience     TEXT NOT NULL,
    body         TEXT NOT NULL,
    hash         BLOB NOT NULL,
    PRIMARY KEY (station_id, seq)
) STRICT;
CREATE INDEX station_log_thread ON station_log (thread_id, seq);

-- Commands that were carried out, by the id their sender made, so that each can be sent again safely.
CREATE TABLE commands (
    id         BLOB NOT NULL PRIMARY KEY,
    station_id BLOB NOT NULL,
    at         TEXT NOT NULL,
    body_hash  BLOB NOT NULL,
    status     INTEGER NOT NULL,
    answer     BLOB NOT NULL
) STRICT;
CREATE INDEX commands_at ON commands (at);

-- Personal values, encrypted. Deleting a row forgets the person and never breaks the log.
CREATE TABLE sealed (
    id         BLOB NOT NULL PRIMARY KEY,
    station_id BLOB NOT NULL,
    subject_id BLOB NOT NULL,
    kind       TEXT NOT NULL,
    key_no     INTEGER NOT NULL,
    value      BLOB NOT NULL,
    lookup     BLOB,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX sealed_subject ON sealed (subject_id);

CREATE TABLE sessions (
    id           BLOB NOT NULL PRIMARY KEY,
    token_hash   BLOB NOT NULL UNIQUE,
    station_id   BLOB NOT NULL,
    account_id   BLOB NOT NULL,
    scope        TEXT NOT NULL,
    idle_s       INTEGER NOT NULL CHECK (idle_s > 0),
    created_at   TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    expires_at   TEXT NOT NULL,
    revoked_at   TEXT
) STRICT;
CREATE INDEX sessions_account ON sessions (account_id);

-- What must leave the process: written with the change that caused it, carried out afterwards.
CREATE TABLE outbox (
    id         BLOB NOT NULL PRIMARY KEY,
    station_id BLOB NOT NULL,
    channel    TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    body       TEXT NOT NULL,
    created_at TEXT NOT NULL,
    next_at    TEXT,
    attempts   INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    last_error TEXT
) STRICT;
CREATE INDEX outbox_next ON outbox (next_at) WHERE next_at IS NOT NULL;

-- Background work as rows: at most one open row for a kind and key.
CREATE TABLE jobs (
    id           BLOB NOT NULL PRIMARY KEY,
    kind         TEXT NOT NULL,
    key          TEXT NOT NULL,
    body         TEXT NOT NULL,
    run_at       TEXT NOT NULL,
    locked_until TEXT,
    attempts     INTEGER NOT NULL,
    last_error   TEXT,
    UNIQUE (kind, key)
) STRICT;
CREATE INDEX jobs_run_at ON jobs (run_at);

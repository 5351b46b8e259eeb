-- What lies beside a record of any kind: comments, the inbox, reminders, instructions with receipts, attachments.
-- `kind` is a registered word of a slice, `record_id` its record; who may see the record may see what lies beside it.

CREATE TABLE comments (
    id              BLOB NOT NULL PRIMARY KEY,
    station_id      BLOB NOT NULL,
    kind            TEXT NOT NULL,
    record_id       BLOB NOT NULL,
    author_id       BLOB NOT NULL,
    words_sealed_id BLOB NOT NULL,
    at              TEXT NOT NULL
) STRICT;
CREATE INDEX comments_record ON comments (record_id);

-- One row for each thing that waits for an account. Seen rows are deleted after 90 days, others after a year.
CREATE TABLE inbox (
    id              BLOB NOT NULL PRIMARY KEY,
    station_id      BLOB NOT NULL,
    account_id      BLOB NOT NULL,
    cause           TEXT NOT NULL CHECK (cause IN ('mention', 'reminder', 'instruction', 'overdue')),
    kind            TEXT NOT NULL,
    record_id       BLOB NOT NULL,
    subject_id      BLOB NOT NULL,
    from_id         BLOB NOT NULL,
    words_sealed_id BLOB,
    at              TEXT NOT NULL,
    seen_at         TEXT
) STRICT;
CREATE INDEX inbox_account ON inbox (account_id, at);
CREATE INDEX inbox_record ON inbox (record_id);
CREATE INDEX inbox_at ON inbox (at);

CREATE TABLE reminders (
    id              BLOB NOT NULL PRIMARY KEY,
    station_id      BLOB NOT NULL,
    kind            TEXT NOT NULL,
    record_id       BLOB NOT NULL,
    author_id       BLOB NOT NULL,
    account_id      BLOB NOT NULL,
    words_sealed_id BLOB,
    due_at          TEXT NOT NULL,
    fired_at        TEXT,
    cancelled_at    TEXT
) STRICT;
CREATE INDEX reminders_author ON reminders (author_id);
CREATE INDEX reminders_record ON reminders (record_id);

CREATE TABLE instructions (
    id              BLOB NOT NULL PRIMARY KEY,
    station_id      BLOB NOT NULL,
    kind            TEXT NOT NULL,
    record_id       BLOB NOT NULL,
    author_id       BLOB NOT NULL,
    words_sealed_id BLOB NOT NULL,
    at              TEXT NOT NULL,
    due_at          TEXT,
    withdrawn_at    TEXT
) STRICT;
CREATE INDEX instructions_record ON instructions (record_id);

CREATE TABLE instruction_receipts (
    id              BLOB NOT NULL PRIMARY KEY,
    station_id      BLOB NOT NULL,
    instruction_id  BLOB NOT NULL,
    record_id       BLOB NOT NULL,
    account_id      BLOB NOT NULL,
    acknowledged_at TEXT
) STRICT;
CREATE INDEX instruction_receipts_instruction ON instruction_receipts (instruction_id);
CREATE INDEX instruction_receipts_record ON instruction_receipts (record_id);

-- Photos and films. The bytes lie encrypted in the folder of blobs; a row without them is being uploaded.
-- Unfinished uploads are deleted after a day, withdrawn ones after 30 days.
CREATE TABLE attachments (
    id               BLOB NOT NULL PRIMARY KEY,
    station_id       BLOB NOT NULL,
    kind             TEXT NOT NULL,
    record_id        BLOB NOT NULL,
    author_id        BLOB NOT NULL,
    media            TEXT NOT NULL CHECK (media IN ('image/jpeg', 'image/png', 'image/webp', 'video/mp4')),
    state            TEXT NOT NULL CHECK (state IN ('uploading', 'stored', 'withdrawn')),
    declared_bytes   INTEGER NOT NULL CHECK (declared_bytes > 0),
    declared_sha256  BLOB NOT NULL,
    received_bytes   INTEGER NOT NULL CHECK (received_bytes >= 0),
    stored_bytes     INTEGER,
    created_at       TEXT NOT NULL,
    stored_at        TEXT,
    withdrawn_at     TEXT,
    reason_sealed_id BLOB
) STRICT;
CREATE INDEX attachments_record ON attachments (record_id);
CREATE INDEX attachments_uploading ON attachments (author_id) WHERE state = 'uploading';
CREATE INDEX attachments_unfinished ON attachments (created_at) WHERE state = 'uploading';
CREATE INDEX attachments_withdrawn ON attachments (withdrawn_at) WHERE state = 'withdrawn';

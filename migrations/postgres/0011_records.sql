-- What lies beside a record of any kind: comments, the inbox, reminders, instructions with receipts, attachments.
-- `kind` is a registered word of a slice, `record_id` its record; who may see the record may see what lies beside it.

CREATE TABLE comments (
    id              uuid NOT NULL PRIMARY KEY,
    station_id      uuid NOT NULL,
    kind            text NOT NULL,
    record_id       uuid NOT NULL,
    author_id       uuid NOT NULL,
    words_sealed_id uuid NOT NULL,
    at              timestamptz NOT NULL
);
CREATE INDEX comments_record ON comments (record_id);

-- One row for each thing that waits for an account. Seen rows are deleted after 90 days, others after a year.
CREATE TABLE inbox (
    id              uuid NOT NULL PRIMARY KEY,
    station_id      uuid NOT NULL,
    account_id      uuid NOT NULL,
    cause           text NOT NULL CHECK (cause IN ('mention', 'reminder', 'instruction', 'overdue')),
    kind            text NOT NULL,
    record_id       uuid NOT NULL,
    subject_id      uuid NOT NULL,
    from_id         uuid NOT NULL,
    words_sealed_id uuid,
    at              timestamptz NOT NULL,
    seen_at         timestamptz
);
CREATE INDEX inbox_account ON inbox (account_id, at);
CREATE INDEX inbox_record ON inbox (record_id);
CREATE INDEX inbox_at ON inbox (at);

CREATE TABLE reminders (
    id              uuid NOT NULL PRIMARY KEY,
    station_id      uuid NOT NULL,
    kind            text NOT NULL,
    record_id       uuid NOT NULL,
    author_id       uuid NOT NULL,
    account_id      uuid NOT NULL,
    words_sealed_id uuid,
    due_at          timestamptz NOT NULL,
    fired_at        timestamptz,
    cancelled_at    timestamptz
);
CREATE INDEX reminders_author ON reminders (author_id);
CREATE INDEX reminders_record ON reminders (record_id);

CREATE TABLE instructions (
    id              uuid NOT NULL PRIMARY KEY,
    station_id      uuid NOT NULL,
    kind            text NOT NULL,
    record_id       uuid NOT NULL,
    author_id       uuid NOT NULL,
    words_sealed_id uuid NOT NULL,
    at              timestamptz NOT NULL,
    due_at          timestamptz,
    withdrawn_at    timestamptz
);
CREATE INDEX instructions_record ON instructions (record_id);

CREATE TABLE instruction_receipts (
    id              uuid NOT NULL PRIMARY KEY,
    station_id      uuid NOT NULL,
    instruction_id  uuid NOT NULL,
    record_id       uuid NOT NULL,
    account_id      uuid NOT NULL,
    acknowledged_at timestamptz
);
CREATE INDEX instruction_receipts_instruction ON instruction_receipts (instruction_id);
CREATE INDEX instruction_receipts_record ON instruction_receipts (record_id);

-- Photos and films. The bytes lie encrypted in the folder of blobs; a row without them is being uploaded.
-- Unfinished uploads are deleted after a day, withdrawn ones after 30 days.
CREATE TABLE attachments (
    id               uuid NOT NULL PRIMARY KEY,
    station_id       uuid NOT NULL,
    kind             text NOT NULL,
    record_id        uuid NOT NULL,
    author_id        uuid NOT NULL,
    media            text NOT NULL CHECK (media IN ('image/jpeg', 'image/png', 'image/webp', 'video/mp4')),
    state            text NOT NULL CHECK (state IN ('uploading', 'stored', 'withdrawn')),
    declared_bytes   bigint NOT NULL CHECK (declared_bytes > 0),
    declared_sha256  bytea NOT NULL,
    received_bytes   bigint NOT NULL CHECK (received_bytes >= 0),
    stored_bytes     bigint,
    created_at       timestamptz NOT NULL,
    stored_at        timestamptz,
    withdrawn_at     timestamptz,
    reason_sealed_id uuid
);
CREATE INDEX attachments_record ON attachments (record_id);
CREATE INDEX attachments_uploading ON attachments (author_id) WHERE state = 'uploading';
CREATE INDEX attachments_unfinished ON attachments (created_at) WHERE state = 'uploading';
CREATE INDEX attachments_withdrawn ON attachments (withdrawn_at) WHERE state = 'withdrawn';

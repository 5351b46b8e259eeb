-- Notices to the people of units, communities, grids or posts, and what each addressee did with one.

CREATE TABLE notices (
    id               BLOB NOT NULL PRIMARY KEY,
    station_id       BLOB NOT NULL,
    kind             TEXT NOT NULL CHECK (kind IN ('lost_person', 'warning', 'water_cut', 'duty', 'other')),
    status           TEXT NOT NULL CHECK (status IN ('active', 'expired', 'withdrawn')),
    author_id        BLOB NOT NULL,
    words_sealed_id  BLOB NOT NULL,
    targets          TEXT NOT NULL,
    photo_consent    INTEGER NOT NULL,
    issued_at        TEXT NOT NULL,
    expires_at       TEXT NOT NULL,
    repeat_minutes   INTEGER,
    repeats_left     INTEGER NOT NULL CHECK (repeats_left >= 0),
    repeated_at      TEXT,
    withdrawn_at     TEXT,
    reason_sealed_id BLOB,
    version          INTEGER NOT NULL
) STRICT;
CREATE INDEX notices_station ON notices (station_id, issued_at);

-- One row for each addressee. The unit is the one of the time of issue, for counting.
CREATE TABLE notice_receipts (
    id              BLOB NOT NULL PRIMARY KEY,
    station_id      BLOB NOT NULL,
    notice_id       BLOB NOT NULL,
    member_id       BLOB NOT NULL,
    unit_id         BLOB,
    status          TEXT NOT NULL CHECK (status IN ('addressed', 'delivered', 'seen', 'acknowledged')),
    issued_at       TEXT NOT NULL,
    delivered_at    TEXT,
    seen_at         TEXT,
    acknowledged_at TEXT
) STRICT;
CREATE INDEX notice_receipts_notice ON notice_receipts (notice_id);
CREATE INDEX notice_receipts_member ON notice_receipts (member_id, issued_at);

-- Shifts, and the thinned tracks of members on duty.

CREATE TABLE shifts (
    id             BLOB NOT NULL PRIMARY KEY,
    station_id     BLOB NOT NULL,
    member_id      BLOB NOT NULL,
    post_id        BLOB,
    started_at     TEXT NOT NULL,
    planned_end_at TEXT,
    confirmed_at   TEXT,
    ended_at       TEXT,
    terminal_id    BLOB,
    handed_over_by BLOB,
    note_sealed_id BLOB,
    asked_at       TEXT,
    ring_at        TEXT,
    proven_at      TEXT,
    version        INTEGER NOT NULL
) STRICT;
CREATE INDEX shifts_member_open ON shifts (member_id, station_id) WHERE ended_at IS NULL;
CREATE INDEX shifts_planned_end ON shifts (planned_end_at) WHERE ended_at IS NULL;
CREATE INDEX shifts_station_started ON shifts (station_id, started_at);

-- Packed positions of one member in one shift. Deleted after 30 days: no longer than the purpose needs (PIPL art. 19).
CREATE TABLE track_chunks (
    id         BLOB NOT NULL PRIMARY KEY,
    station_id BLOB NOT NULL,
    member_id  BLOB NOT NULL,
    shift_id   BLOB NOT NULL,
    from_at    TEXT NOT NULL,
    to_at      TEXT NOT NULL,
    fixes      INTEGER NOT NULL,
    points     BLOB NOT NULL
) STRICT;
CREATE INDEX track_chunks_member ON track_chunks (member_id, station_id, from_at);
CREATE INDEX track_chunks_to ON track_chunks (to_at);

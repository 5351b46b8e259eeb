-- Terminals: each belongs to a post and is shared by those who take turns there.

CREATE TABLE terminals (
    id          BLOB NOT NULL PRIMARY KEY,
    station_id  BLOB NOT NULL,
    post_id     BLOB NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('visual_ptt', 'bodycam', 'phone_h5', 'fixed_panel')),
    label       TEXT NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('registered', 'enrolled', 'lost', 'disabled')),
    enrol_hash  BLOB NOT NULL UNIQUE,
    enrol_until TEXT NOT NULL,
    session_id  BLOB,
    member_id   BLOB,
    lost_by     BLOB,
    lost_at     TEXT,
    disabled_by BLOB,
    disabled_at TEXT,
    created_at  TEXT NOT NULL,
    enrolled_at TEXT,
    version     INTEGER NOT NULL
) STRICT;
CREATE INDEX terminals_station ON terminals (station_id);

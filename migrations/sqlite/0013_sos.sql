-- A member's SOS, and the windows in which what is pressed is a drill.

CREATE TABLE sos (
    id              BLOB NOT NULL PRIMARY KEY,
    station_id      BLOB NOT NULL,
    incident_id     BLOB NOT NULL,
    member_id       BLOB NOT NULL,
    status          TEXT NOT NULL CHECK (status IN ('raised', 'acknowledged', 'resolved', 'false_alarm')),
    drill           INTEGER NOT NULL,
    drill_id        BLOB,
    pressed_at      TEXT NOT NULL,
    raised_at       TEXT NOT NULL,
    hold_ms         INTEGER,
    lon             REAL,
    lat             REAL,
    accuracy_m      REAL,
    community_id    BLOB,
    grid_id         BLOB,
    unit_id         BLOB,
    post_id         BLOB,
    told            TEXT NOT NULL CHECK (told IN ('desk', 'duty_commander', 'command_group')),
    acknowledged_at TEXT,
    acknowledged_by BLOB,
    acknowledged_as TEXT
        CHECK (acknowledged_as IN ('chief', 'duty_commander', 'desk', 'beat_officer', 'auxiliary', 'governance_centre',
            'community_officer', 'grid_worker', 'unit_admin', 'guard', 'volunteer', 'observer', 'mediator',
            'teller', 'school_officer', 'event_commander', 'resident', 'system_admin', 'security_admin',
            'audit_admin', 'overseer', 'terminal')),
    retracted_at    TEXT,
    retract_reason  TEXT CHECK (retract_reason IN ('slipped', 'trying', 'settled', 'other')),
    ended_at        TEXT,
    ended_by        BLOB,
    reason_sealed_id BLOB,
    version         INTEGER NOT NULL
) STRICT;
-- What is asked first of a press: is one of this member open already?
CREATE INDEX sos_member_open ON sos (ended_at, member_id) WHERE ended_at IS NULL;
CREATE INDEX sos_open ON sos (station_id, raised_at) WHERE ended_at IS NULL;
CREATE INDEX sos_member ON sos (member_id, station_id, raised_at);

CREATE TABLE drills (
    id         BLOB NOT NULL PRIMARY KEY,
    station_id BLOB NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('sos', 'test_ring')),
    what       TEXT NOT NULL,
    from_at    TEXT NOT NULL,
    to_at      TEXT NOT NULL,
    opened_by  BLOB NOT NULL,
    ended_at   TEXT,
    version    INTEGER NOT NULL
) STRICT;
CREATE INDEX drills_running ON drills (station_id, to_at) WHERE ended_at IS NULL;

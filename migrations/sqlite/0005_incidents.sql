-- Incidents, the search for people to go, and the offers made to them.

CREATE TABLE incidents (
    id                BLOB NOT NULL PRIMARY KEY,
    station_id        BLOB NOT NULL,
    incident_no       TEXT NOT NULL,
    source            TEXT NOT NULL
        CHECK (source IN ('110_transfer', 'station_phone', 'walk_in', 'device_sos', 'device_report',
            'observer', 'resident_h5', '12345_transfer', '141_transfer', 'bank_button', 'school_alarm',
            'patrol_found')),
    status            TEXT NOT NULL
        CHECK (status IN ('reported', 'triaged', 'dispatched', 'acknowledged', 'en_route', 'on_scene',
            'handled', 'feedback_done', 'transferred_out', 'handed_over', 'merged', 'closed', 'revisited',
            'cancelled')),
    category          TEXT,
    police_nature     TEXT NOT NULL CHECK (police_nature IN ('police', 'non_police', 'unknown')),
    priority          TEXT CHECK (priority IN ('P1', 'P2', 'P3', 'P4')),
    level             TEXT NOT NULL CHECK (level IN ('L0', 'L1', 'L2', 'L3')),
    level_now         TEXT CHECK (level_now IN ('L0', 'L1', 'L2', 'L3')),
    occurred_at       TEXT NOT NULL,
    reported_at       TEXT NOT NULL,
    lon               REAL NOT NULL,
    lat               REAL NOT NULL,
    cell              INTEGER NOT NULL,
    area_type         TEXT NOT NULL CHECK (area_type IN ('urban', 'suburban', 'remote')),
    community_id      BLOB,
    grid_id           BLOB,
    unit_id           BLOB,
    reporter_id       BLOB,
    reporter_member_id BLOB,
    words_sealed_id   BLOB,
    caller_sealed_id  BLOB,
    involves_minor    INTEGER NOT NULL,
    involves_dv       INTEGER NOT NULL,
    weapon            INTEGER NOT NULL,
    injured_count     INTEGER NOT NULL,
    people_count      INTEGER NOT NULL,
    hard_stops        TEXT NOT NULL,
    escalated         INTEGER NOT NULL,
    duplicate_of      BLOB,
    external_refs     TEXT NOT NULL,
    claimed_by        BLOB,
    police_dispatched INTEGER NOT NULL,
    police_arrived_at TEXT,
    group_called      INTEGER NOT NULL,
    group_arrived_at  TEXT,
    auxiliary_arrived_at TEXT,
    drill             INTEGER NOT NULL,
    desk_absent       INTEGER NOT NULL,
    unreviewed_since  TEXT,
    reviewed_by       BLOB,
    reviewed_at       TEXT,
    alert             TEXT NOT NULL CHECK (alert IN ('none', 'nobody_accepted', 'exhausted')),
    transferred_to    TEXT CHECK (transferred_to IN ('12345', 'governance_centre', 'grid')),
    transferred_at    TEXT,
    transfer_silence  TEXT NOT NULL CHECK (transfer_silence IN ('in_time', 'remind', 'tell_commander')),
    transferred_by    BLOB,
    receipted_at      TEXT,
    receipted_by      BLOB,
    receipt_sealed_id BLOB,
    returned_from     TEXT CHECK (returned_from IN ('12345', 'governance_centre', 'grid')),
    returned_at       TEXT,
    returned_by       BLOB,
    return_sealed_id  BLOB,
    major             TEXT,
    disposition       TEXT
        CHECK (disposition IN ('resolved', 'persuaded', 'handed_to_police', 'handed_over', 'converted',
            'not_found', 'false_alarm', 'invalid')),
    result_sealed_id  BLOB,
    picked_up_at      TEXT,
    acknowledged_at   TEXT,
    dispatched_at     TEXT,
    en_route_at       TEXT,
    on_scene_at       TEXT,
    handled_at        TEXT,
    first_report_at   TEXT,
    last_report_at    TEXT,
    agreed_at         TEXT,
    feedback_at       TEXT,
    closed_at         TEXT,
    close_reason_sealed_id BLOB,
    version           INTEGER NOT NULL,
    UNIQUE (station_id, incident_no)
) STRICT;
CREATE INDEX incidents_open ON incidents (station_id, reported_at) WHERE closed_at IS NULL;
CREATE INDEX incidents_reported ON incidents (station_id, reported_at);
CREATE INDEX incidents_unreviewed ON incidents (station_id, reported_at) WHERE unreviewed_since IS NOT NULL;

-- The last human number of each station and day.
CREATE TABLE incident_numbers (
    id   TEXT NOT NULL PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;

-- One search for people to go: what has been raised, and when something is due next.
CREATE TABLE searches (
    id               BLOB NOT NULL PRIMARY KEY,
    station_id       BLOB NOT NULL,
    incident_id      BLOB NOT NULL,
    started_at       TEXT NOT NULL,
    needed           INTEGER NOT NULL,
    automatic        INTEGER NOT NULL,
    authorised       INTEGER NOT NULL,
    unattended       INTEGER NOT NULL,
    state            TEXT NOT NULL,
    ended_at         TEXT,
    version          INTEGER NOT NULL
) STRICT;
-- Every index by incident or member names the station too: SQLite otherwise prefers an index by station alone
-- and reads everything that the station ever had.
CREATE INDEX searches_incident ON searches (incident_id, station_id);
CREATE INDEX searches_open ON searches (station_id) WHERE ended_at IS NULL;

-- Every pick and every skip of each wave, with its reason.
CREATE TABLE considerations (
    id          BLOB NOT NULL PRIMARY KEY,
    station_id  BLOB NOT NULL,
    incident_id BLOB NOT NULL,
    at          TEXT NOT NULL,
    wave        INTEGER NOT NULL,
    manual      INTEGER NOT NULL,
    picks       TEXT NOT NULL,
    skips       TEXT NOT NULL
) STRICT;
CREATE INDEX considerations_incident ON considerations (incident_id, station_id, at);

-- An offer until it is accepted, then an assignment.
CREATE TABLE offers (
    id             BLOB NOT NULL PRIMARY KEY,
    station_id     BLOB NOT NULL,
    incident_id    BLOB NOT NULL,
    member_id      BLOB NOT NULL,
    status         TEXT NOT NULL
        CHECK (status IN ('offered', 'delivered', 'accepted', 'en_route', 'arrived', 'cleared', 'declined',
            'expired', 'stood_down')),
    ring           INTEGER NOT NULL,
    wave           INTEGER NOT NULL,
    attempt        INTEGER NOT NULL,
    manual         INTEGER NOT NULL,
    officer        INTEGER NOT NULL,
    proven         INTEGER NOT NULL,
    leaves_post    INTEGER NOT NULL,
    dismissed      INTEGER NOT NULL,
    own_unit       INTEGER NOT NULL,
    way            TEXT NOT NULL CHECK (way IN ('road', 'straight_line')),
    travel_s       INTEGER NOT NULL,
    distance_m     INTEGER NOT NULL,
    position_age_s INTEGER,
    reason         TEXT NOT NULL,
    offered_at     TEXT NOT NULL,
    expires_at     TEXT NOT NULL,
    telephone_at   TEXT,
    telephone_state TEXT
        CHECK (telephone_state IN ('placed', 'ringing', 'answered', 'acknowledged', 'failed')),
    telephone_failure TEXT
        CHECK (telephone_failure IN ('no_number', 'wrong_number', 'busy', 'no_answer', 'no_key', 'hung_up', 'refused',
            'unavailable', 'unreachable', 'no_sound', 'crowded', 'interrupted')),
    delivered_at   TEXT,
    accepted_at    TEXT,
    departed_at    TEXT,
    arrived_at     TEXT,
    cleared_at     TEXT,
    ended_at       TEXT,
    decline_reason TEXT CHECK (decline_reason IN ('not_at_post', 'busy', 'outside_area', 'unsafe', 'other')),
    result         TEXT CHECK (result IN ('resolved', 'persuaded', 'handed_to_police', 'false_alarm', 'need_more')),
    version        INTEGER NOT NULL
) STRICT;
CREATE INDEX offers_incident ON offers (incident_id, station_id, offered_at);
CREATE INDEX offers_member_open ON offers (ended_at, member_id, station_id, offered_at) WHERE ended_at IS NULL;
CREATE INDEX offers_open ON offers (ended_at, station_id) WHERE ended_at IS NULL;
CREATE INDEX offers_station_offered ON offers (station_id, offered_at);

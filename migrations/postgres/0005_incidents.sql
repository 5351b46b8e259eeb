-- Incidents, the search for people to go, and the offers made to them.

CREATE TABLE incidents (
    id                uuid NOT NULL PRIMARY KEY,
    station_id        uuid NOT NULL,
    incident_no       text NOT NULL,
    source            text NOT NULL
        CHECK (source IN ('110_transfer', 'station_phone', 'walk_in', 'device_sos', 'device_report',
            'observer', 'resident_h5', '12345_transfer', '141_transfer', 'bank_button', 'school_alarm',
            'patrol_found')),
    status            text NOT NULL
        CHECK (status IN ('reported', 'triaged', 'dispatched', 'acknowledged', 'en_route', 'on_scene',
            'handled', 'feedback_done', 'transferred_out', 'handed_over', 'merged', 'closed', 'revisited',
            'cancelled')),
    category          text,
    police_nature     text NOT NULL CHECK (police_nature IN ('police', 'non_police', 'unknown')),
    priority          text CHECK (priority IN ('P1', 'P2', 'P3', 'P4')),
    level             text NOT NULL CHECK (level IN ('L0', 'L1', 'L2', 'L3')),
    level_now         text CHECK (level_now IN ('L0', 'L1', 'L2', 'L3')),
    occurred_at       timestamptz NOT NULL,
    reported_at       timestamptz NOT NULL,
    lon               double precision NOT NULL,
    lat               double precision NOT NULL,
    cell              bigint NOT NULL,
    area_type         text NOT NULL CHECK (area_type IN ('urban', 'suburban', 'remote')),
    community_id      uuid,
    grid_id           uuid,
    unit_id           uuid,
    reporter_id       uuid,
    reporter_member_id uuid,
    words_sealed_id   uuid,
    caller_sealed_id  uuid,
    involves_minor    boolean NOT NULL,
    involves_dv       boolean NOT NULL,
    weapon            boolean NOT NULL,
    injured_count     bigint NOT NULL,
    people_count      bigint NOT NULL,
    hard_stops        jsonb NOT NULL,
    escalated         boolean NOT NULL,
    duplicate_of      uuid,
    external_refs     jsonb NOT NULL,
    claimed_by        uuid,
    police_dispatched boolean NOT NULL,
    police_arrived_at timestamptz,
    group_called      boolean NOT NULL,
    group_arrived_at  timestamptz,
    auxiliary_arrived_at timestamptz,
    drill             boolean NOT NULL,
    desk_absent       boolean NOT NULL,
    unreviewed_since  timestamptz,
    reviewed_by       uuid,
    reviewed_at       timestamptz,
    alert             text NOT NULL CHECK (alert IN ('none', 'nobody_accepted', 'exhausted')),
    transferred_to    text CHECK (transferred_to IN ('12345', 'governance_centre', 'grid')),
    transferred_at    timestamptz,
    transfer_silence  text NOT NULL CHECK (transfer_silence IN ('in_time', 'remind', 'tell_commander')),
    transferred_by    uuid,
    receipted_at      timestamptz,
    receipted_by      uuid,
    receipt_sealed_id uuid,
    returned_from     text CHECK (returned_from IN ('12345', 'governance_centre', 'grid')),
    returned_at       timestamptz,
    returned_by       uuid,
    return_sealed_id  uuid,
    major             jsonb,
    disposition       text
        CHECK (disposition IN ('resolved', 'persuaded', 'handed_to_police', 'handed_over', 'converted',
            'not_found', 'false_alarm', 'invalid')),
    result_sealed_id  uuid,
    picked_up_at      timestamptz,
    acknowledged_at   timestamptz,
    dispatched_at     timestamptz,
    en_route_at       timestamptz,
    on_scene_at       timestamptz,
    handled_at        timestamptz,
    first_report_at   timestamptz,
    last_report_at    timestamptz,
    agreed_at         timestamptz,
    feedback_at       timestamptz,
    closed_at         timestamptz,
    close_reason_sealed_id uuid,
    version           bigint NOT NULL,
    UNIQUE (station_id, incident_no)
);
CREATE INDEX incidents_open ON incidents (station_id, reported_at) WHERE closed_at IS NULL;
CREATE INDEX incidents_reported ON incidents (station_id, reported_at);
CREATE INDEX incidents_unreviewed ON incidents (station_id, reported_at) WHERE unreviewed_since IS NOT NULL;

-- The last human number of each station and day.
CREATE TABLE incident_numbers (
    id   text NOT NULL PRIMARY KEY,
    last bigint NOT NULL
);

-- One search for people to go: what has been raised, and when something is due next.
CREATE TABLE searches (
    id               uuid NOT NULL PRIMARY KEY,
    station_id       uuid NOT NULL,
    incident_id      uuid NOT NULL,
    started_at       timestamptz NOT NULL,
    needed           bigint NOT NULL,
    automatic        boolean NOT NULL,
    authorised       boolean NOT NULL,
    unattended       boolean NOT NULL,
    state            jsonb NOT NULL,
    ended_at         timestamptz,
    version          bigint NOT NULL
);
-- Every index by incident or member names the station too: SQLite otherwise prefers an index by station alone
-- and reads everything that the station ever had.
CREATE INDEX searches_incident ON searches (incident_id, station_id);
CREATE INDEX searches_open ON searches (station_id) WHERE ended_at IS NULL;

-- Every pick and every skip of each wave, with its reason.
CREATE TABLE considerations (
    id          uuid NOT NULL PRIMARY KEY,
    station_id  uuid NOT NULL,
    incident_id uuid NOT NULL,
    at          timestamptz NOT NULL,
    wave        bigint NOT NULL,
    manual      boolean NOT NULL,
    picks       jsonb NOT NULL,
    skips       jsonb NOT NULL
);
CREATE INDEX considerations_incident ON considerations (incident_id, station_id, at);

-- An offer until it is accepted, then an assignment.
CREATE TABLE offers (
    id             uuid NOT NULL PRIMARY KEY,
    station_id     uuid NOT NULL,
    incident_id    uuid NOT NULL,
    member_id      uuid NOT NULL,
    status         text NOT NULL
        CHECK (status IN ('offered', 'delivered', 'accepted', 'en_route', 'arrived', 'cleared', 'declined',
            'expired', 'stood_down')),
    ring           bigint NOT NULL,
    wave           bigint NOT NULL,
    attempt        bigint NOT NULL,
    manual         boolean NOT NULL,
    officer        boolean NOT NULL,
    proven         boolean NOT NULL,
    leaves_post    boolean NOT NULL,
    dismissed      boolean NOT NULL,
    own_unit       boolean NOT NULL,
    way            text NOT NULL CHECK (way IN ('road', 'straight_line')),
    travel_s       bigint NOT NULL,
    distance_m     bigint NOT NULL,
    position_age_s bigint,
    reason         jsonb NOT NULL,
    offered_at     timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    telephone_at   timestamptz,
    telephone_state TEXT
        CHECK (telephone_state IN ('placed', 'ringing', 'answered', 'acknowledged', 'failed')),
    telephone_failure TEXT
        CHECK (telephone_failure IN ('no_number', 'wrong_number', 'busy', 'no_answer', 'no_key', 'hung_up', 'refused',
            'unavailable', 'unreachable', 'no_sound', 'crowded', 'interrupted')),
    delivered_at   timestamptz,
    accepted_at    timestamptz,
    departed_at    timestamptz,
    arrived_at     timestamptz,
    cleared_at     timestamptz,
    ended_at       timestamptz,
    decline_reason text CHECK (decline_reason IN ('not_at_post', 'busy', 'outside_area', 'unsafe', 'other')),
    result         text CHECK (result IN ('resolved', 'persuaded', 'handed_to_police', 'false_alarm', 'need_more')),
    version        bigint NOT NULL
);
CREATE INDEX offers_incident ON offers (incident_id, station_id, offered_at);
CREATE INDEX offers_member_open ON offers (ended_at, member_id, station_id, offered_at) WHERE ended_at IS NULL;
CREATE INDEX offers_open ON offers (ended_at, station_id) WHERE ended_at IS NULL;
CREATE INDEX offers_station_offered ON offers (station_id, offered_at);

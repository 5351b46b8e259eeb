-- A member's SOS, and the windows in which what is pressed is a drill.

CREATE TABLE sos (
    id              uuid NOT NULL PRIMARY KEY,
    station_id      uuid NOT NULL,
    incident_id     uuid NOT NULL,
    member_id       uuid NOT NULL,
    status          text NOT NULL CHECK (status IN ('raised', 'acknowledged', 'resolved', 'false_alarm')),
    drill           boolean NOT NULL,
    drill_id        uuid,
    pressed_at      timestamptz NOT NULL,
    raised_at       timestamptz NOT NULL,
    hold_ms         bigint,
    lon             double precision,
    lat             double precision,
    accuracy_m      double precision,
    community_id    uuid,
    grid_id         uuid,
    unit_id         uuid,
    post_id         uuid,
    told            text NOT NULL CHECK (told IN ('desk', 'duty_commander', 'command_group')),
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    acknowledged_as text
        CHECK (acknowledged_as IN ('chief', 'duty_commander', 'desk', 'beat_officer', 'auxiliary', 'governance_centre',
            'community_officer', 'grid_worker', 'unit_admin', 'guard', 'volunteer', 'observer', 'mediator',
            'teller', 'school_officer', 'event_commander', 'resident', 'system_admin', 'security_admin',
            'audit_admin', 'overseer', 'terminal')),
    retracted_at    timestamptz,
    retract_reason  text CHECK (retract_reason IN ('slipped', 'trying', 'settled', 'other')),
    ended_at        timestamptz,
    ended_by        uuid,
    reason_sealed_id uuid,
    version         bigint NOT NULL
);
-- What is asked first of a press: is one of this member open already?
CREATE INDEX sos_member_open ON sos (ended_at, member_id) WHERE ended_at IS NULL;
CREATE INDEX sos_open ON sos (station_id, raised_at) WHERE ended_at IS NULL;
CREATE INDEX sos_member ON sos (member_id, station_id, raised_at);

CREATE TABLE drills (
    id         uuid NOT NULL PRIMARY KEY,
    station_id uuid NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('sos', 'test_ring')),
    what       text NOT NULL,
    from_at    timestamptz NOT NULL,
    to_at      timestamptz NOT NULL,
    opened_by  uuid NOT NULL,
    ended_at   timestamptz,
    version    bigint NOT NULL
);
CREATE INDEX drills_running ON drills (station_id, to_at) WHERE ended_at IS NULL;

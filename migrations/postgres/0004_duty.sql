-- Shifts, and the thinned tracks of members on duty.

CREATE TABLE shifts (
    id             uuid NOT NULL PRIMARY KEY,
    station_id     uuid NOT NULL,
    member_id      uuid NOT NULL,
    post_id        uuid,
    started_at     timestamptz NOT NULL,
    planned_end_at timestamptz,
    confirmed_at   timestamptz,
    ended_at       timestamptz,
    terminal_id    uuid,
    handed_over_by uuid,
    note_sealed_id uuid,
    asked_at       timestamptz,
    ring_at        timestamptz,
    proven_at      timestamptz,
    version        bigint NOT NULL
);
CREATE INDEX shifts_member_open ON shifts (member_id, station_id) WHERE ended_at IS NULL;
CREATE INDEX shifts_planned_end ON shifts (planned_end_at) WHERE ended_at IS NULL;
CREATE INDEX shifts_station_started ON shifts (station_id, started_at);

-- Packed positions of one member in one shift. Deleted after 30 days: no longer than the purpose needs (PIPL art. 19).
CREATE TABLE track_chunks (
    id         uuid NOT NULL PRIMARY KEY,
    station_id uuid NOT NULL,
    member_id  uuid NOT NULL,
    shift_id   uuid NOT NULL,
    from_at    timestamptz NOT NULL,
    to_at      timestamptz NOT NULL,
    fixes      bigint NOT NULL,
    points     bytea NOT NULL
);
CREATE INDEX track_chunks_member ON track_chunks (member_id, station_id, from_at);
CREATE INDEX track_chunks_to ON track_chunks (to_at);

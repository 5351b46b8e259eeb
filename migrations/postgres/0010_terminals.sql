-- Terminals: each belongs to a post and is shared by those who take turns there.

CREATE TABLE terminals (
    id          uuid NOT NULL PRIMARY KEY,
    station_id  uuid NOT NULL,
    post_id     uuid NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('visual_ptt', 'bodycam', 'phone_h5', 'fixed_panel')),
    label       text NOT NULL,
    status      text NOT NULL CHECK (status IN ('registered', 'enrolled', 'lost', 'disabled')),
    enrol_hash  bytea NOT NULL UNIQUE,
    enrol_until timestamptz NOT NULL,
    session_id  uuid,
    member_id   uuid,
    lost_by     uuid,
    lost_at     timestamptz,
    disabled_by uuid,
    disabled_at timestamptz,
    created_at  timestamptz NOT NULL,
    enrolled_at timestamptz,
    version     bigint NOT NULL
);
CREATE INDEX terminals_station ON terminals (station_id);

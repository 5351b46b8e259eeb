-- The gazetteer: what people call places. A name is removed by deleting its row, since it may name somebody's home;
-- the limit of a station is named beside the command that writes.

CREATE TABLE place_names (
    id           uuid NOT NULL PRIMARY KEY,
    station_id   uuid NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('local', 'alias', 'building', 'entrance', 'floor')),
    name         text NOT NULL,
    parent_id    uuid,
    unit_id      uuid,
    community_id uuid NOT NULL,
    grid_id      uuid NOT NULL,
    lon          double precision NOT NULL,
    lat          double precision NOT NULL,
    source       text NOT NULL CHECK (source IN ('import', 'setup', 'desk')),
    incident_id  uuid,
    created_at   timestamptz NOT NULL,
    version      bigint NOT NULL
);
CREATE INDEX place_names_station ON place_names (station_id);
CREATE INDEX place_names_parent ON place_names (parent_id);

-- The gazetteer: what people call places. A name is removed by deleting its row, since it may name somebody's home;
-- the limit of a station is named beside the command that writes.

CREATE TABLE place_names (
    id           BLOB NOT NULL PRIMARY KEY,
    station_id   BLOB NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('local', 'alias', 'building', 'entrance', 'floor')),
    name         TEXT NOT NULL,
    parent_id    BLOB,
    unit_id      BLOB,
    community_id BLOB NOT NULL,
    grid_id      BLOB NOT NULL,
    lon          REAL NOT NULL,
    lat          REAL NOT NULL,
    source       TEXT NOT NULL CHECK (source IN ('import', 'setup', 'desk')),
    incident_id  BLOB,
    created_at   TEXT NOT NULL,
    version      INTEGER NOT NULL
) STRICT;
CREATE INDEX place_names_station ON place_names (station_id);
CREATE INDEX place_names_parent ON place_names (parent_id);

-- The station and its places, as much as dispatch needs.

CREATE TABLE stations (
    id            BLOB NOT NULL PRIMARY KEY,
    code          TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    boundary      TEXT NOT NULL,
    area_km2      REAL NOT NULL,
    pop_household INTEGER NOT NULL,
    pop_resident  INTEGER NOT NULL,
    duty_phone    TEXT NOT NULL,
    demo          INTEGER NOT NULL,
    settings      TEXT NOT NULL,
    version       INTEGER NOT NULL
) STRICT;

CREATE TABLE communities (
    id         BLOB NOT NULL PRIMARY KEY,
    station_id BLOB NOT NULL,
    code       TEXT NOT NULL,
    name       TEXT NOT NULL,
    area_type  TEXT NOT NULL CHECK (area_type IN ('urban', 'suburban', 'remote')),
    boundary   TEXT NOT NULL,
    population INTEGER NOT NULL,
    households INTEGER NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('neighbourhood', 'village')),
    closed_at  TEXT,
    version    INTEGER NOT NULL,
    UNIQUE (station_id, code)
) STRICT;

CREATE TABLE grids (
    id           BLOB NOT NULL PRIMARY KEY,
    station_id   BLOB NOT NULL,
    community_id BLOB NOT NULL,
    code         TEXT NOT NULL,
    name         TEXT NOT NULL,
    boundary     TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('general', 'dedicated')),
    beat_id      BLOB,
    households   INTEGER NOT NULL,
    population   INTEGER NOT NULL,
    closed_at    TEXT,
    version      INTEGER NOT NULL,
    UNIQUE (station_id, code)
) STRICT;

CREATE TABLE units (
    id           BLOB NOT NULL PRIMARY KEY,
    station_id   BLOB NOT NULL,
    community_id BLOB NOT NULL,
    grid_id      BLOB NOT NULL,
    name         TEXT NOT NULL,
    aliases      TEXT NOT NULL,
    category     TEXT NOT NULL
        CHECK (category IN ('school', 'kindergarten', 'bank', 'hospital', 'mall', 'property', 'enterprise',
            'government', 'gas_station', 'hotel', 'logistics', 'entertainment', 'construction',
            'transport_hub', 'other')),
    key_unit     INTEGER NOT NULL,
    lon          REAL NOT NULL,
    lat          REAL NOT NULL,
    address_text TEXT NOT NULL,
    service_area TEXT NOT NULL,
    uscc         TEXT,
    principal_sealed_id BLOB,
    security_head_sealed_id BLOB,
    guards_full_time INTEGER NOT NULL,
    guards_part_time INTEGER NOT NULL,
    guard_source TEXT CHECK (guard_source IN ('company', 'own', 'property')),
    opening_hours TEXT NOT NULL,
    cameras      INTEGER NOT NULL,
    alarm_button INTEGER NOT NULL,
    joined_at    TEXT,
    agreement_no TEXT,
    status       TEXT NOT NULL
        CHECK (status IN ('prospect', 'visited', 'demoed', 'agreed', 'commissioned', 'active', 'dormant', 'exited')),
    closed_at    TEXT,
    version      INTEGER NOT NULL
) STRICT;
CREATE INDEX units_station ON units (station_id);

CREATE TABLE posts (
    id                 BLOB NOT NULL PRIMARY KEY,
    station_id         BLOB NOT NULL,
    unit_id            BLOB,
    community_id       BLOB NOT NULL,
    grid_id            BLOB NOT NULL,
    name               TEXT NOT NULL,
    kind               TEXT NOT NULL
        CHECK (kind IN ('police_room', 'sentry_box', 'gate', 'escort', 'stationed', 'event_point')),
    lon                REAL NOT NULL,
    lat                REAL NOT NULL,
    radius_m           REAL NOT NULL,
    required_headcount INTEGER NOT NULL,
    duty_hours         TEXT NOT NULL,
    closed_at          TEXT,
    version            INTEGER NOT NULL
) STRICT;
CREATE INDEX posts_station ON posts (station_id);

-- The street graph and the streets drawn on the map, as one checked block a station.
CREATE TABLE street_maps (
    station_id BLOB NOT NULL PRIMARY KEY,
    source     TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    graph      BLOB NOT NULL,
    drawing    BLOB NOT NULL
) STRICT;

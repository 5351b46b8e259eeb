-- The station and its places, as much as dispatch needs.

CREATE TABLE stations (
    id            uuid NOT NULL PRIMARY KEY,
    code          text NOT NULL UNIQUE,
    name          text NOT NULL,
    boundary      jsonb NOT NULL,
    area_km2      double precision NOT NULL,
    pop_household bigint NOT NULL,
    pop_resident  bigint NOT NULL,
    duty_phone    text NOT NULL,
    demo          boolean NOT NULL,
    settings      jsonb NOT NULL,
    version       bigint NOT NULL
);

CREATE TABLE communities (
    id         uuid NOT NULL PRIMARY KEY,
    station_id uuid NOT NULL,
    code       text NOT NULL,
    name       text NOT NULL,
    area_type  text NOT NULL CHECK (area_type IN ('urban', 'suburban', 'remote')),
    boundary   jsonb NOT NULL,
    population bigint NOT NULL,
    households bigint NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('neighbourhood', 'village')),
    closed_at  timestamptz,
    version    bigint NOT NULL,
    UNIQUE (station_id, code)
);

CREATE TABLE grids (
    id           uuid NOT NULL PRIMARY KEY,
    station_id   uuid NOT NULL,
    community_id uuid NOT NULL,
    code         text NOT NULL,
    name         text NOT NULL,
    boundary     jsonb NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('general', 'dedicated')),
    beat_id      uuid,
    households   bigint NOT NULL,
    population   bigint NOT NULL,
    closed_at    timestamptz,
    version      bigint NOT NULL,
    UNIQUE (station_id, code)
);

CREATE TABLE units (
    id           uuid NOT NULL PRIMARY KEY,
    station_id   uuid NOT NULL,
    community_id uuid NOT NULL,
    grid_id      uuid NOT NULL,
    name         text NOT NULL,
    aliases      jsonb NOT NULL,
    category     text NOT NULL
        CHECK (category IN ('school', 'kindergarten', 'bank', 'hospital', 'mall', 'property', 'enterprise',
            'government', 'gas_station', 'hotel', 'logistics', 'entertainment', 'construction',
            'transport_hub', 'other')),
    key_unit     boolean NOT NULL,
    lon          double precision NOT NULL,
    lat          double precision NOT NULL,
    address_text text NOT NULL,
    service_area jsonb NOT NULL,
    uscc         text,
    principal_sealed_id uuid,
    security_head_sealed_id uuid,
    guards_full_time bigint NOT NULL,
    guards_part_time bigint NOT NULL,
    guard_source text CHECK (guard_source IN ('company', 'own', 'property')),
    opening_hours text NOT NULL,
    cameras      bigint NOT NULL,
    alarm_button boolean NOT NULL,
    joined_at    timestamptz,
    agreement_no text,
    status       text NOT NULL
        CHECK (status IN ('prospect', 'visited', 'demoed', 'agreed', 'commissioned', 'active', 'dormant', 'exited')),
    closed_at    timestamptz,
    version      bigint NOT NULL
);
CREATE INDEX units_station ON units (station_id);

CREATE TABLE posts (
    id                 uuid NOT NULL PRIMARY KEY,
    station_id         uuid NOT NULL,
    unit_id            uuid,
    community_id       uuid NOT NULL,
    grid_id            uuid NOT NULL,
    name               text NOT NULL,
    kind               text NOT NULL
        CHECK (kind IN ('police_room', 'sentry_box', 'gate', 'escort', 'stationed', 'event_point')),
    lon                double precision NOT NULL,
    lat                double precision NOT NULL,
    radius_m           double precision NOT NULL,
    required_headcount bigint NOT NULL,
    duty_hours         text NOT NULL,
    closed_at          timestamptz,
    version            bigint NOT NULL
);
CREATE INDEX posts_station ON posts (station_id);

-- The street graph and the streets drawn on the map, as one checked block a station.
CREATE TABLE street_maps (
    station_id uuid NOT NULL PRIMARY KEY,
    source     text NOT NULL,
    imported_at timestamptz NOT NULL,
    graph      bytea NOT NULL,
    drawing    bytea NOT NULL
);

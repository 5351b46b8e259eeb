-- The jurisdiction: who is responsible for what, the parts of the station beside communities and grids, and how
-- every place was called and bounded at any date.

CREATE TABLE patches (
    id         uuid NOT NULL PRIMARY KEY,
    station_id uuid NOT NULL,
    code       text NOT NULL,
    name       text NOT NULL,
    boundary   jsonb,
    closed_at  timestamptz,
    version    bigint NOT NULL,
    UNIQUE (station_id, code)
);

CREATE TABLE beats (
    id         uuid NOT NULL PRIMARY KEY,
    station_id uuid NOT NULL,
    patch_id   uuid,
    code       text NOT NULL,
    name       text NOT NULL,
    boundary   jsonb,
    closed_at  timestamptz,
    version    bigint NOT NULL,
    UNIQUE (station_id, code)
);

CREATE TABLE micro_grids (
    id         uuid NOT NULL PRIMARY KEY,
    station_id uuid NOT NULL,
    grid_id    uuid NOT NULL,
    code       text NOT NULL,
    name       text NOT NULL,
    boundary   jsonb,
    lon        double precision NOT NULL,
    lat        double precision NOT NULL,
    households bigint NOT NULL,
    closed_at  timestamptz,
    version    bigint NOT NULL,
    UNIQUE (station_id, code)
);

CREATE TABLE patrol_teams (
    id               uuid NOT NULL PRIMARY KEY,
    station_id       uuid NOT NULL,
    unit_id          uuid,
    community_id     uuid,
    name             text NOT NULL,
    mode             text NOT NULL CHECK (mode IN ('foot', 'ebike', 'car', 'motorcycle')),
    must_reach       jsonb NOT NULL,
    must_patrol      jsonb NOT NULL,
    shift_plan       text NOT NULL,
    closed_at        timestamptz,
    version          bigint NOT NULL
);
CREATE INDEX patrol_teams_station ON patrol_teams (station_id);

-- Who is responsible for a patch, a beat or a point, from when to when. The second index holds that a charge has
-- one open-ended holder at most; that terms with an end do not overlap is decided by the rule.
CREATE TABLE responsibilities (
    id           uuid NOT NULL PRIMARY KEY,
    station_id   uuid NOT NULL,
    level        text NOT NULL CHECK (level IN ('patch', 'beat', 'point')),
    target_id    uuid NOT NULL,
    member_id    uuid NOT NULL,
    starts_at    timestamptz NOT NULL,
    ends_at      timestamptz,
    appointed_by uuid,
    relieved_by  uuid,
    version      bigint NOT NULL
);
CREATE INDEX responsibilities_station ON responsibilities (station_id);
CREATE INDEX responsibilities_target ON responsibilities (target_id);
CREATE UNIQUE INDEX responsibilities_holder ON responsibilities (target_id) WHERE ends_at IS NULL;

-- How a place was called and bounded, and what it belonged to, in each span of its life. They stay for good, since
-- figures of the past name the places of their day; a place that changes weekly makes fifty rows a year.
CREATE TABLE place_versions (
    id         uuid NOT NULL PRIMARY KEY,
    station_id uuid NOT NULL,
    place_id   uuid NOT NULL,
    kind       text NOT NULL
        CHECK (kind IN ('community', 'grid', 'unit', 'post', 'patch', 'beat', 'micro_grid', 'patrol_team')),
    code       text,
    name       text NOT NULL,
    boundary   jsonb,
    parent_id  uuid,
    valid_from timestamptz NOT NULL,
    valid_to   timestamptz
);
CREATE INDEX place_versions_place ON place_versions (place_id);
CREATE UNIQUE INDEX place_versions_current ON place_versions (place_id) WHERE valid_to IS NULL;

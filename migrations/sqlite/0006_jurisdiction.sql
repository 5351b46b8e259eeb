-- The jurisdiction: who is responsible for what, the parts of the station beside communities and grids, and how
-- every place was called and bounded at any date.

CREATE TABLE patches (
    id         BLOB NOT NULL PRIMARY KEY,
    station_id BLOB NOT NULL,
    code       TEXT NOT NULL,
    name       TEXT NOT NULL,
    boundary   TEXT,
    closed_at  TEXT,
    version    INTEGER NOT NULL,
    UNIQUE (station_id, code)
) STRICT;

CREATE TABLE beats (
    id         BLOB NOT NULL PRIMARY KEY,
    station_id BLOB NOT NULL,
    patch_id   BLOB,
    code       TEXT NOT NULL,
    name       TEXT NOT NULL,
    boundary   TEXT,
    closed_at  TEXT,
    version    INTEGER NOT NULL,
    UNIQUE (station_id, code)
) STRICT;

CREATE TABLE micro_grids (
    id         BLOB NOT NULL PRIMARY KEY,
    station_id BLOB NOT NULL,
    grid_id    BLOB NOT NULL,
    code       TEXT NOT NULL,
    name       TEXT NOT NULL,
    boundary   TEXT,
    lon        REAL NOT NULL,
    lat        REAL NOT NULL,
    households INTEGER NOT NULL,
    closed_at  TEXT,
    version    INTEGER NOT NULL,
    UNIQUE (station_id, code)
) STRICT;

CREATE TABLE patrol_teams (
    id               BLOB NOT NULL PRIMARY KEY,
    station_id       BLOB NOT NULL,
    unit_id          BLOB,
    community_id     BLOB,
    name             TEXT NOT NULL,
    mode             TEXT NOT NULL CHECK (mode IN ('foot', 'ebike', 'car', 'motorcycle')),
    must_reach       TEXT NOT NULL,
    must_patrol      TEXT NOT NULL,
    shift_plan       TEXT NOT NULL,
    closed_at        TEXT,
    version          INTEGER NOT NULL
) STRICT;
CREATE INDEX patrol_teams_station ON patrol_teams (station_id);

-- Who is responsible for a patch, a beat or a point, from when to when. The second index holds that a charge has
-- one open-ended holder at most; that terms with an end do not overlap is decided by the rule.
CREATE TABLE responsibilities (
    id           BLOB NOT NULL PRIMARY KEY,
    station_id   BLOB NOT NULL,
    level        TEXT NOT NULL CHECK (level IN ('patch', 'beat', 'point')),
    target_id    BLOB NOT NULL,
    member_id    BLOB NOT NULL,
    starts_at    TEXT NOT NULL,
    ends_at      TEXT,
    appointed_by BLOB,
    relieved_by  BLOB,
    version      INTEGER NOT NULL
) STRICT;
CREATE INDEX responsibilities_station ON responsibilities (station_id);
CREATE INDEX responsibilities_target ON responsibilities (target_id);
CREATE UNIQUE INDEX responsibilities_holder ON responsibilities (target_id) WHERE ends_at IS NULL;

-- How a place was called and bounded, and what it belonged to, in each span of its life. They stay for good, since
-- figures of the past name the places of their day; a place that changes weekly makes fifty rows a year.
CREATE TABLE place_versions (
    id         BLOB NOT NULL PRIMARY KEY,
    station_id BLOB NOT NULL,
    place_id   BLOB NOT NULL,
    kind       TEXT NOT NULL
        CHECK (kind IN ('community', 'grid', 'unit', 'post', 'patch', 'beat', 'micro_grid', 'patrol_team')),
    code       TEXT,
    name       TEXT NOT NULL,
    boundary   TEXT,
    parent_id  BLOB,
    valid_from TEXT NOT NULL,
    valid_to   TEXT
) STRICT;
CREATE INDEX place_versions_place ON place_versions (place_id);
CREATE UNIQUE INDEX place_versions_current ON place_versions (place_id) WHERE valid_to IS NULL;

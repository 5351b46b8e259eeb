-- Workbooks that were brought in, and what it takes to put back what they changed. Both are sealed as a whole: they
-- hold names and telephone numbers. A station keeps its last twenty; older ones go when the next one comes.

CREATE TABLE imports (
    id         uuid NOT NULL PRIMARY KEY,
    station_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    account_id uuid,
    crs        text NOT NULL CHECK (crs IN ('wgs84', 'gcj02', 'cgcs2000')),
    state      text NOT NULL CHECK (state IN ('uploaded', 'applied', 'undone')),
    file       bytea,
    former     bytea,
    counts     jsonb NOT NULL,
    settled_at timestamptz,
    version    bigint NOT NULL
);
CREATE INDEX imports_station ON imports (station_id, created_at);

-- Workbooks that were brought in, and what it takes to put back what they changed. Both are sealed as a whole: they
-- hold names and telephone numbers. A station keeps its last twenty; older ones go when the next one comes.

CREATE TABLE imports (
    id         BLOB NOT NULL PRIMARY KEY,
    station_id BLOB NOT NULL,
    created_at TEXT NOT NULL,
    account_id BLOB,
    crs        TEXT NOT NULL CHECK (crs IN ('wgs84', 'gcj02', 'cgcs2000')),
    state      TEXT NOT NULL CHECK (state IN ('uploaded', 'applied', 'undone')),
    file       BLOB,
    former     BLOB,
    counts     TEXT NOT NULL,
    settled_at TEXT,
    version    INTEGER NOT NULL
) STRICT;
CREATE INDEX imports_station ON imports (station_id, created_at);

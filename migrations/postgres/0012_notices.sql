-- Notices to the people of units, communities, grids or posts, and what each addressee did with one.

CREATE TABLE notices (
    id               uuid NOT NULL PRIMARY KEY,
    station_id       uuid NOT NULL,
    kind             text NOT NULL CHECK (kind IN ('lost_person', 'warning', 'water_cut', 'duty', 'other')),
    status           text NOT NULL CHECK (status IN ('active', 'expired', 'withdrawn')),
    author_id        uuid NOT NULL,
    words_sealed_id  uuid NOT NULL,
    targets          jsonb NOT NULL,
    photo_consent    boolean NOT NULL,
    issued_at        timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    repeat_minutes   bigint,
    repeats_left     bigint NOT NULL CHECK (repeats_left >= 0),
    repeated_at      timestamptz,
    withdrawn_at     timestamptz,
    reason_sealed_id uuid,
    version          bigint NOT NULL
);
CREATE INDEX notices_station ON notices (station_id, issued_at);

-- One row for each addressee. The unit is the one of the time of issue, for counting.
CREATE TABLE notice_receipts (
    id              uuid NOT NULL PRIMARY KEY,
    station_id      uuid NOT NULL,
    notice_id       uuid NOT NULL,
    member_id       uuid NOT NULL,
    unit_id         uuid,
    status          text NOT NULL CHECK (status IN ('addressed', 'delivered', 'seen', 'acknowledged')),
    issued_at       timestamptz NOT NULL,
    delivered_at    timestamptz,
    seen_at         timestamptz,
    acknowledged_at timestamptz
);
CREATE INDEX notice_receipts_notice ON notice_receipts (notice_id);
CREATE INDEX notice_receipts_member ON notice_receipts (member_id, issued_at);

-- What left this machine. A row is written before anything is sent and completed afterwards, so that a crash
-- between the two leaves a receipt with outcome 'unknown'.
CREATE TABLE receipt (
    id             TEXT PRIMARY KEY,
    sent_at        TEXT NOT NULL,
    endpoint       TEXT NOT NULL,
    model          TEXT NOT NULL,
    body           BLOB NOT NULL,
    body_sha256    TEXT NOT NULL,
    consent        TEXT NOT NULL,
    bytes_received INTEGER NOT NULL DEFAULT 0,
    ms             REAL NOT NULL DEFAULT 0,
    outcome        TEXT NOT NULL DEFAULT 'unknown'
) STRICT;

-- What was agreed to, what left in more detail, and the log of both (a chain whose head is kept elsewhere).
CREATE TABLE cloud_consent (
    id           TEXT PRIMARY KEY,
    person_id    TEXT NOT NULL REFERENCES person (id),
    purpose      TEXT NOT NULL,
    endpoint     TEXT NOT NULL,
    fields       TEXT NOT NULL, -- JSON, sorted
    given_at     TEXT NOT NULL,
    withdrawn_at TEXT
) STRICT;

CREATE TABLE audit_entry (
    seq     INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    event   TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL, -- JSON, keys sorted
    mac     TEXT NOT NULL
) STRICT;

ALTER TABLE receipt ADD COLUMN person_id TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt ADD COLUMN purpose TEXT NOT NULL DEFAULT 'answer';
ALTER TABLE receipt ADD COLUMN operator TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt ADD COLUMN region TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt ADD COLUMN fields TEXT NOT NULL DEFAULT '[]';
ALTER TABLE receipt ADD COLUMN replaced TEXT NOT NULL DEFAULT '{}';
ALTER TABLE receipt ADD COLUMN answer_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt ADD COLUMN tokens_sent INTEGER;
ALTER TABLE receipt ADD COLUMN tokens_received INTEGER;
ALTER TABLE receipt ADD COLUMN cost_micros INTEGER NOT NULL DEFAULT 0;
ALTER TABLE receipt ADD COLUMN currency TEXT NOT NULL DEFAULT '';

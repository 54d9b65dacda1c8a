-- How each person speaks and likes to be spoken to.
CREATE TABLE voice_habit (
    person_id TEXT PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    loudness  REAL NOT NULL DEFAULT 1.0,
    pauses_s  TEXT NOT NULL DEFAULT '[]' -- JSON, the newest last: silences inside sentences, in seconds
) STRICT;

-- Whether this profile is for practice with virtual devices; no row: nobody has said, what it holds decides.
CREATE TABLE purpose (
    only        INTEGER PRIMARY KEY CHECK (only = 1),
    practice    INTEGER NOT NULL CHECK (practice IN (0, 1)),
    declared_at TEXT NOT NULL
) STRICT;

-- A file that was imported. Its rows are raw rows of source 'import' with the id of the batch as session_id; payload =
-- JSON of one row of the file as it came and of the readings it holds. SQLite cannot alter a CHECK, and copying the
-- raw table would break its references, so its text is changed as https://sqlite.org/lang_altertable.html (section 7)
-- describes for constraints.
PRAGMA writable_schema = ON;
UPDATE sqlite_master SET sql = replace(sql, '''report_row'')', '''report_row'', ''import'')')
    WHERE type = 'table' AND name = 'raw';
PRAGMA writable_schema = RESET;

CREATE TABLE import_batch (
    id          TEXT PRIMARY KEY,
    person_id   TEXT NOT NULL REFERENCES person (id),
    format      TEXT NOT NULL,
    file_name   TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    rows        INTEGER NOT NULL
) STRICT;

-- Imports that were taken back. Their raw rows stay and are left out of everything derived.
CREATE TABLE import_undo (
    batch_id  TEXT PRIMARY KEY REFERENCES import_batch (id),
    undone_at TEXT NOT NULL
) STRICT;

-- Which rows of files are here, so that the same file (or a longer one of the same program) adds only what is new.
-- row_key = hash(person, payload).
CREATE TABLE import_row (
    row_key  BLOB NOT NULL,
    batch_id TEXT NOT NULL REFERENCES import_batch (id),
    raw_id   INTEGER NOT NULL REFERENCES raw (id),
    PRIMARY KEY (row_key, batch_id)
) STRICT, WITHOUT ROWID;

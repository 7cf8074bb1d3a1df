-- Years put aside for good: exactly what was published, small numbers already hidden. Nobody is in it, so it is not
-- encrypted, and it outlives the keys. A year put aside again is a new version; the older ones stay.

CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    year INTEGER NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    frozen_at REAL NOT NULL,
    UNIQUE (year, version)
) STRICT;

CREATE TRIGGER snapshots_never_change BEFORE UPDATE ON snapshots
BEGIN
    SELECT RAISE(ABORT, 'a year put aside never changes: put it aside again');
END;
CREATE TRIGGER snapshots_are_never_lost BEFORE DELETE ON snapshots
BEGIN
    SELECT RAISE(ABORT, 'a year put aside is kept');
END;

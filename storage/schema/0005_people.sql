-- Who is away and who stands in; what coordinators were told of people in their groups; what a group lacks.

CREATE TABLE absences (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    permanence TEXT NOT NULL,
    starts_at REAL NOT NULL,
    ends_at REAL NOT NULL,
    substitute_user_id INTEGER
) STRICT;
CREATE INDEX absences_permanence ON absences (permanence, ends_at);

-- Somebody seen in a group, by keyed hash, so that each alarm is raised once.
CREATE TABLE alarms (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    digest BLOB NOT NULL,
    raised_at REAL NOT NULL,
    UNIQUE (chat_id, kind, digest)
) STRICT;

-- What was last found lacking in the group, and when its people were last looked at.
ALTER TABLE groups ADD COLUMN advice TEXT NOT NULL DEFAULT '';
ALTER TABLE groups ADD COLUMN checked_at REAL NOT NULL DEFAULT 0;

-- Places in the sessions of permanences, and who waits for one. `starts_at` is when the session begins, `at` when
-- the person is expected. A case has at most one place booked and one place held.

CREATE TABLE appointments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    permanence TEXT NOT NULL,
    starts_at REAL NOT NULL,
    at REAL NOT NULL,
    state TEXT NOT NULL CHECK (
        state IN ('tenue', 'reservee', 'annulee_menage', 'annulee_permanence', 'deplacee', 'venue', 'non_vue')
    ),
    urgent INTEGER NOT NULL,
    expires_at REAL,
    revision INTEGER NOT NULL,
    changed_at REAL NOT NULL
) STRICT;
CREATE INDEX appointments_session ON appointments (permanence, starts_at);
CREATE INDEX appointments_coming ON appointments (starts_at) WHERE state IN ('tenue', 'reservee');
CREATE INDEX appointments_case ON appointments (case_id);
CREATE UNIQUE INDEX appointments_once ON appointments (case_id, state) WHERE state IN ('tenue', 'reservee');

CREATE TABLE waiting (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id TEXT NOT NULL UNIQUE REFERENCES cases (id) ON DELETE CASCADE,
    permanence TEXT NOT NULL,
    since REAL NOT NULL,
    before REAL,
    declined BLOB NOT NULL
) STRICT;
CREATE INDEX waiting_permanence ON waiting (permanence);

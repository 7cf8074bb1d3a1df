-- An agreement sought between a household and its landlord, one a case; and the landlord's chat, apart, so that
-- a landlord who leaves or has itself erased takes nothing of the household's away.

CREATE TABLE mediations (
    case_id TEXT PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    data BLOB NOT NULL,
    changed_at REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE landlords (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id TEXT NOT NULL UNIQUE REFERENCES cases (id) ON DELETE CASCADE,
    chat_id INTEGER NOT NULL,
    joined_at REAL NOT NULL
) STRICT;
CREATE INDEX landlords_chat ON landlords (chat_id);

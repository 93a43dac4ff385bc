-- Version 1. `owner` is the order that a row belongs to: 'o:<order id>', or 'l:<line id>' while no page named the id.
CREATE TABLE observation (
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    seen_at TEXT NOT NULL,   -- UTC
    says TEXT NOT NULL,      -- digest of the body without its times: equal rows say the same
    body TEXT NOT NULL       -- JSON of the order, one page each, without texts
);
CREATE INDEX observation_owner ON observation (owner, says);
CREATE TABLE line (line_id TEXT PRIMARY KEY, owner TEXT NOT NULL);
CREATE INDEX line_owner ON line (owner);
CREATE TABLE answer (
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    answered_at TEXT NOT NULL,  -- UTC
    body TEXT NOT NULL          -- JSON object: fact -> value
);
CREATE INDEX answer_owner ON answer (owner);

-- A sitting of a reference run, or a replay of it.
CREATE TABLE captures (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER,
  emulator TEXT NOT NULL,
  core TEXT NOT NULL
) STRICT;

CREATE INDEX captures_of_run ON captures (run, id);

ALTER TABLE splits ADD COLUMN capture INTEGER REFERENCES captures (id) ON DELETE SET NULL;
CREATE INDEX splits_of_capture ON splits (capture) WHERE capture IS NOT NULL;
-- Which runs have a segment is asked with each one that is closed.
CREATE INDEX splits_of_segment ON splits (game, segment);

-- A replay of a run is a run of its own: what it captured is never mixed with what the runner played.
ALTER TABLE runs ADD COLUMN source TEXT NOT NULL DEFAULT 'played' CHECK (source IN ('played', 'replay'));
ALTER TABLE runs ADD COLUMN replay_of INTEGER REFERENCES runs (id) ON DELETE SET NULL;

DROP INDEX one_open_run_per_game;
CREATE UNIQUE INDEX one_open_run_per_game ON runs (game, source) WHERE state != 'finished';

-- A speed run: full (played in the game) or chained (from the segments' start states). `way` names what it is compared
-- with: only runs of one kind and way are. `whole`: no level was left out; `real_time`: at normal speed, without a break.
-- What is still 'running' when the program starts was cut off by a crash: it becomes a reset with the splits it has.
CREATE TABLE speed_runs (
  id INTEGER PRIMARY KEY,
  game TEXT NOT NULL REFERENCES games (id),
  run INTEGER REFERENCES runs (id) ON DELETE SET NULL,
  kind TEXT NOT NULL CHECK (kind IN ('full', 'chained')),
  way TEXT NOT NULL,
  segments INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'reset')),
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER,
  frames INTEGER NOT NULL DEFAULT 0,
  time_ms INTEGER NOT NULL DEFAULT 0,
  rta_ms INTEGER NOT NULL DEFAULT 0,
  deaths INTEGER NOT NULL DEFAULT 0,
  real_time INTEGER NOT NULL DEFAULT 1 CHECK (real_time IN (0, 1)),
  whole INTEGER NOT NULL DEFAULT 1 CHECK (whole IN (0, 1)),
  emulator TEXT NOT NULL
) STRICT;

CREATE INDEX speed_runs_of_way ON speed_runs (game, kind, way, time_ms);

-- The segments whose end it reached; one that was skipped has no row. Times count from the start of the run; `entered`
-- is the frame of the run at which the segment was begun first, NULL where that was not seen.
CREATE TABLE speed_run_splits (
  speed_run INTEGER NOT NULL REFERENCES speed_runs (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  game TEXT NOT NULL,
  segment TEXT NOT NULL,
  mark TEXT NOT NULL,
  frames INTEGER NOT NULL,
  time_ms INTEGER NOT NULL,
  rta_ms INTEGER NOT NULL,
  entered INTEGER,
  deaths INTEGER NOT NULL,
  gold INTEGER NOT NULL CHECK (gold IN (0, 1)),
  attempt INTEGER REFERENCES attempts (id) ON DELETE SET NULL,
  PRIMARY KEY (speed_run, place),
  FOREIGN KEY (game, segment) REFERENCES segments (game, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX speed_run_splits_of_attempt ON speed_run_splits (attempt) WHERE attempt IS NOT NULL;

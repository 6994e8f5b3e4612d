CREATE TABLE games (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  system TEXT NOT NULL,
  crc32 INTEGER,
  profile TEXT NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  game TEXT NOT NULL REFERENCES games (id),
  name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('recording', 'paused', 'finished')),
  active INTEGER NOT NULL DEFAULT 0 CHECK (active IN (0, 1)),
  created_ms INTEGER NOT NULL,
  finished_ms INTEGER
) STRICT;

CREATE UNIQUE INDEX one_active_run_per_game ON runs (game) WHERE active = 1;
CREATE UNIQUE INDEX one_open_run_per_game ON runs (game) WHERE state != 'finished';

CREATE TABLE segments (
  game TEXT NOT NULL REFERENCES games (id),
  id TEXT NOT NULL,
  level INTEGER NOT NULL,
  start TEXT NOT NULL,
  finish TEXT NOT NULL,
  name TEXT NOT NULL,
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (game, id)
) STRICT, WITHOUT ROWID;

-- What a reference run did, segment by segment, in the order played.
CREATE TABLE splits (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  game TEXT NOT NULL,
  segment TEXT NOT NULL,
  frames INTEGER NOT NULL,
  tail_frames INTEGER NOT NULL,
  game_frames INTEGER NOT NULL,
  time_ms INTEGER NOT NULL,
  clean_tail_ms INTEGER NOT NULL,
  rta_ms INTEGER NOT NULL,
  deaths INTEGER NOT NULL,
  real_time INTEGER NOT NULL CHECK (real_time IN (0, 1)),
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (run, place),
  FOREIGN KEY (game, segment) REFERENCES segments (game, id)
) STRICT, WITHOUT ROWID;

-- Where practice starts: a state of one core at one waypoint. The file lies under its SHA-256.
CREATE TABLE start_states (
  game TEXT NOT NULL REFERENCES games (id),
  waypoint TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('hot', 'cold')),
  core TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  event_counter INTEGER NOT NULL,
  save_lag_frames INTEGER,
  run INTEGER REFERENCES runs (id) ON DELETE SET NULL,
  saved_ms INTEGER NOT NULL,
  PRIMARY KEY (game, waypoint, kind, core)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  game TEXT NOT NULL REFERENCES games (id),
  run INTEGER REFERENCES runs (id) ON DELETE SET NULL,
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER
) STRICT;

CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  session INTEGER REFERENCES sessions (id),
  game TEXT NOT NULL,
  segment TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('practice', 'speed_run', 'replay')),
  start TEXT NOT NULL CHECK (start IN ('hot', 'cold')),
  completed INTEGER NOT NULL CHECK (completed IN (0, 1)),
  time_ms INTEGER,
  clean_tail_ms INTEGER,
  frames INTEGER NOT NULL,
  tail_frames INTEGER NOT NULL,
  game_frames INTEGER NOT NULL,
  rta_ms INTEGER NOT NULL,
  deaths INTEGER NOT NULL,
  rating TEXT CHECK (rating IN ('again', 'hard', 'good', 'easy')),
  valid INTEGER NOT NULL DEFAULT 1 CHECK (valid IN (0, 1)),
  not_real_time INTEGER NOT NULL DEFAULT 0 CHECK (not_real_time IN (0, 1)),
  emulator TEXT NOT NULL,
  FOREIGN KEY (game, segment) REFERENCES segments (game, id),
  CHECK ((completed = 1) = (time_ms IS NOT NULL))
) STRICT;

CREATE INDEX attempts_of_segment ON attempts (game, segment, id);
CREATE INDEX attempts_of_session ON attempts (session, id);

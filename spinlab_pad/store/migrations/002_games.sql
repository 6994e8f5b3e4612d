-- A content is what an emulator runs: one ROM. A game is a content in one category: runs, states, sessions and attempts
-- belong to it, so each category has its own runs and golds. The ids of games from before stay as they are.
CREATE TABLE contents (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  system TEXT NOT NULL,
  crc32 INTEGER,
  sha256 TEXT,
  title TEXT,
  path TEXT,
  profile TEXT,
  category TEXT,
  created_ms INTEGER NOT NULL,
  played_ms INTEGER NOT NULL
) STRICT;

INSERT INTO contents (id, name, system, crc32, created_ms, played_ms)
  SELECT id, name, system, crc32, created_ms, max(
    created_ms,
    coalesce((SELECT max(started_ms) FROM sessions WHERE sessions.game = games.id), 0),
    coalesce((SELECT max(created_ms) FROM runs WHERE runs.game = games.id), 0)
  ) FROM games;

-- Without a category: from before there were any. The first one that is played takes it over.
ALTER TABLE games ADD COLUMN content TEXT REFERENCES contents (id);
ALTER TABLE games ADD COLUMN category TEXT;
UPDATE games SET content = id;
CREATE UNIQUE INDEX one_game_per_category ON games (content, category);

-- What was found in a ROM file, so that it isn't read again while size and time stay the same.
CREATE TABLE rom_files (
  path TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  crc32 INTEGER,
  bare_crc32 INTEGER,
  sha256 TEXT,
  title TEXT,
  mapping TEXT,
  problem TEXT,
  CHECK ((crc32 IS NULL) = (sha256 IS NULL) AND (crc32 IS NOT NULL OR problem IS NOT NULL))
) STRICT, WITHOUT ROWID;

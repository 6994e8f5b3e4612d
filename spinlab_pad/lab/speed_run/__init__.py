"""Speed runs: full ones in the game, and chains of segments from their starts."""

"""Which game runs, which could be started, and who asks for it."""

"""SQLite and the state files: the one place that keeps things."""

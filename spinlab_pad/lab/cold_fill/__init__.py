"""The cold fill: every checkpoint gets its cold start."""

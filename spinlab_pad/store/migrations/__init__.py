"""Numbered forward-only steps of the schema, one `.sql` file each."""

"""View -> JSON, event streams, widgets and pages; commands in."""

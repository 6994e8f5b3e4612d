"""View out as JSON, streams, pages and widgets; commands in."""

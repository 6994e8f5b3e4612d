"""What the parts of the store are given to read and write with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Statement = tuple[str, Sequence[Any]]
"""SQL and its values."""
Rows = Callable[..., list[tuple[Any, ...]]]
"""(sql, *values) -> rows."""
Write = Callable[..., int]
"""(*statements) -> last row id; all statements in one transaction."""

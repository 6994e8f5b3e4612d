"""How a field is called in a payload where it can't have that name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

NAME: Final[Mapping[str, Any]] = {"key": "name"}
"""Metadata of a field that a payload calls `name`, which is here the command's own."""

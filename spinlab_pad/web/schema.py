"""JSON Schema (2020-12) of the View and of every other answer, made from the dataclasses themselves."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from spinlab_pad.lab.queries import GameList, SegmentDetail, SpeedRunDetail
from spinlab_pad.lab.view import View
from spinlab_pad.web.answers import (
    CommandList,
    ConfigReport,
    Done,
    Failure,
    ModelReport,
    RunList,
    SegmentList,
    SessionList,
    SpeedRunList,
)

_PLAIN: Mapping[Any, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "null",
}

_HEALTH: Mapping[str, Any] = {
    "description": "Versions, and the ages of the last frame, view and write in milliseconds.",
    "type": "object",
    "properties": {"ok": {"const": True}, "streams": {"type": "integer", "minimum": 0}},
    "required": ["ok", "streams"],
}

ANSWERS: Mapping[str, type] = {
    "GET /api/state": View,
    "GET /ws": View,
    "GET /api/events": View,
    "POST /api/command": Done,
    "GET /api/commands": CommandList,
    "GET /api/segments": SegmentList,
    "GET /api/segments/{id}": SegmentDetail,
    "PATCH /api/segments/{id}": SegmentDetail,
    "GET /api/model": ModelReport,
    "GET /api/config": ConfigReport,
    "PATCH /api/config": ConfigReport,
    "GET /api/games": GameList,
    "GET /api/runs": RunList,
    "GET /api/sessions": SessionList,
    "GET /api/speed_runs": SpeedRunList,
    "GET /api/speed_runs/{id}": SpeedRunDetail,
}
"""What each route answers with 200, or a stream as messages. `document` adds health, an open object."""


def document() -> dict[str, Any]:
    """The schema: its root is the View, `answers` maps each route to its schema, `failure` is every 4xx."""
    shapes: dict[str, Any] = {}
    answers: dict[str, Any] = {route: _schema(kind, shapes) for route, kind in ANSWERS.items()}
    shapes["Health"] = dict(_HEALTH)
    answers["GET /api/health"] = {"$ref": "#/$defs/Health"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "spinlab-pad",
        "$ref": "#/$defs/View",
        "answers": answers,
        "failure": _schema(Failure, shapes),
        "$defs": shapes,
    }


def _schema(hint: Any, shapes: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type; dataclasses go into `shapes` once, by class name."""
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"const": inner[0]} if len(inner) == 1 else {"enum": list(inner)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema(item, shapes) for item in inner]}
    if origin is tuple:
        return {"type": "array", "items": _schema(inner[0], shapes)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(inner[1], shapes)}
    if is_dataclass(hint) and isinstance(hint, type):
        if hint.__name__ not in shapes:
            shapes[hint.__name__] = {}
            shapes[hint.__name__] = _object(hint, shapes)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    raise TypeError(f"no JSON Schema for {hint!r}: use plain types, tuples, dicts and dataclasses in answers")


def _object(kind: type, shapes: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    names = [item.name for item in fields(kind)]
    return {
        "description": " ".join((kind.__doc__ or "").split()),
        "type": "object",
        "properties": {name: _schema(hints[name], shapes) for name in names},
        "required": names,
        "additionalProperties": False,
    }

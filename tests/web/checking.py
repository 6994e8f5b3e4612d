"""A validator for the part of JSON Schema that our schema uses; an unknown keyword is an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}
_NOTES = {"$schema", "title", "$defs", "answers", "failure", "description"}
_KNOWN = _NOTES | {
    "$ref",
    "anyOf",
    "const",
    "enum",
    "type",
    "items",
    "properties",
    "required",
    "additionalProperties",
    "minimum",
}


def problems(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], at: str = "$") -> list[str]:
    """What is wrong with `value`; empty if nothing."""
    unknown = set(schema) - _KNOWN
    if unknown:
        return [f"{at}: keywords {sorted(unknown)} are not checked"]
    if "$ref" in schema:
        return problems(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, at)
    if "anyOf" in schema:
        found = [problems(value, option, root, at) for option in schema["anyOf"]]
        return [] if any(not item for item in found) else [text for item in found for text in item]
    wrong: list[str] = []
    if "const" in schema and (value != schema["const"] or type(value) is not type(schema["const"])):
        wrong.append(f"{at}: {value!r} is not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        wrong.append(f"{at}: {value!r} is none of {schema['enum']}")
    if "type" in schema:
        wrong += _type_problems(value, schema, root, at)
    return wrong


def _type_problems(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], at: str) -> list[str]:
    allowed = _TYPES[schema["type"]]
    if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
        return [f"{at}: {value!r} is no {schema['type']}"]
    wrong: list[str] = []
    if isinstance(value, list):
        for number, item in enumerate(value):
            wrong += problems(item, schema["items"], root, f"{at}[{number}]")
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        wrong += [f"{at}.{key} is missing" for key in schema.get("required", ()) if key not in value]
        for key, item in value.items():
            rule = properties.get(key, schema.get("additionalProperties", True))
            if rule is False:
                wrong.append(f"{at}.{key} is not described")
            elif rule is not True:
                wrong += problems(item, rule, root, f"{at}.{key}")
    if "minimum" in schema and value < schema["minimum"]:
        wrong.append(f"{at}: {value} is below {schema['minimum']}")
    return wrong

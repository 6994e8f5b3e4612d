from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args

import pytest

from spinlab_pad.lab.commands import Refused
from spinlab_pad.lab.view import Mode, View
from spinlab_pad.web.schema import ANSWERS, document
from tests.web.checking import problems
from tests.web.conftest import Served
from tests.web.samples import idle_view, segments

GETS = [route.removeprefix("GET ") for route in ANSWERS if route.startswith("GET /api/")]


async def schema_of(served: Served) -> Any:
    async with served.http.get(served.url("/api/schema")) as response:
        return await response.json()


async def test_the_served_schema_is_the_generated_one(served: Served) -> None:
    assert await schema_of(served) == json.loads(json.dumps(document()))


@pytest.mark.parametrize("path", [path for path in [*GETS, "/api/health"] if path != "/api/events"])
@pytest.mark.parametrize("full", [True, False])
async def test_every_answer_is_as_described(served: Served, path: str, full: bool) -> None:
    if not full:
        await served.hub.publish(idle_view())
        served.queries.rows = segments(1)
        served.queries.run_rows = ()
        served.queries.session_rows = ()
    schema = await schema_of(served)
    id_ = "3" if "speed_runs" in path else "seg-1"
    async with served.http.get(served.url(path.replace("{id}", id_))) as response:
        answer = await response.json()
    assert problems(answer, schema["answers"][f"GET {path}"], schema) == []


async def test_the_answer_to_a_change_is_as_described(served: Served) -> None:
    schema = await schema_of(served)
    async with served.http.patch(served.url("/api/segments/seg-1"), json={"note": "x"}) as response:
        assert problems(await response.json(), schema["answers"]["PATCH /api/segments/{id}"], schema) == []


async def test_the_answer_to_another_configuration_is_as_described(served: Served) -> None:
    schema = await schema_of(served)
    async with served.http.patch(served.url("/api/config"), json={"practice.countdown_s": 2.5}) as response:
        assert problems(await response.json(), schema["answers"]["PATCH /api/config"], schema) == []


async def test_answers_to_commands_are_as_described(served: Served) -> None:
    schema = await schema_of(served)
    async with served.http.post(served.url("/api/command"), json={"command": "retry"}) as response:
        assert problems(await response.json(), schema["answers"]["POST /api/command"], schema) == []
    served.hub.answer = lambda command: Refused("not now")
    async with served.http.post(served.url("/api/command"), json={"command": "retry"}) as response:
        assert problems(await response.json(), schema["failure"], schema) == []


def test_the_root_describes_the_view_with_every_field_required() -> None:
    schema = document()
    assert schema["$ref"] == "#/$defs/View"
    view = schema["$defs"]["View"]
    assert view["required"] == [item.name for item in fields(View)]
    assert view["additionalProperties"] is False
    assert {"type": "null"} in view["properties"]["segment"]["anyOf"]
    assert view["properties"]["mode"]["enum"] == list(get_args(Mode))


def test_the_document_of_the_api_has_every_route() -> None:
    text = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
    assert [route for route in ANSWERS if f"`{route}`" not in text] == []


def test_a_missing_surplus_or_wrong_field_is_found() -> None:
    schema = document()
    failure: Mapping[str, Any] = schema["failure"]
    assert problems({"ok": False, "reason": "no"}, failure, schema) == []
    assert problems({"ok": False}, failure, schema) == ["$.reason is missing"]
    assert problems({"ok": True, "reason": "no"}, failure, schema) == ["$.ok: True is not False"]
    assert problems({"ok": False, "reason": 3}, failure, schema) == ["$.reason: 3 is no string"]
    assert problems({"ok": False, "reason": "", "x": 1}, failure, schema) == ["$.x is not described"]


def test_a_type_without_json_shape_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass
    class Odd:
        data: bytes

    Odd.__annotations__["data"] = bytes
    monkeypatch.setattr("spinlab_pad.web.schema.ANSWERS", {"GET /odd": Odd})
    with pytest.raises(TypeError, match="no JSON Schema"):
        document()

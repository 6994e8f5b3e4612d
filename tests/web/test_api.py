from __future__ import annotations

import json
import threading
from dataclasses import replace
from typing import Any

import pytest

from spinlab_pad.lab.commands import ActivateRun, ChangeSegment, Command, Rate, Refused
from spinlab_pad.lab.view import View, to_json
from spinlab_pad.web.answers import encode
from spinlab_pad.web.body import MAX_BYTES
from tests.web.conftest import PNG, Served
from tests.web.doubles import HandQueries
from tests.web.samples import idle_view


def as_sent(view: View) -> Any:
    return json.loads(json.dumps(to_json(view)))


async def get(served: Served, path: str) -> Any:
    async with served.http.get(served.url(path)) as response:
        assert response.status == 200, await response.text()
        assert response.content_type == "application/json"
        return await response.json()


async def test_state_is_the_view(served: Served) -> None:
    assert await get(served, "/api/state") == as_sent(served.hub.view())


async def test_state_of_an_idle_lab_has_null_for_what_is_absent(served: Served) -> None:
    await served.hub.publish(idle_view())
    state = await get(served, "/api/state")
    assert state["mode"] == "idle"
    assert state["segment"] is None
    assert state["queue"] == []


async def test_commands_say_whether_each_is_possible_and_what_it_takes(served: Served) -> None:
    served.hub.refusals = {"retry": "no attempt is running"}
    commands = {row["name"]: row for row in (await get(served, "/api/commands"))["commands"]}
    assert commands["retry"]["possible"] is False
    assert commands["retry"]["reason"] == "no attempt is running"
    assert commands["skip"]["possible"] is True
    assert commands["skip"]["reason"] is None
    assert commands["rate"]["payload"] == {
        "rating": {"type": "str", "required": True, "choices": ["again", "hard", "good", "easy"]}
    }
    assert commands["activate_run"]["payload"]["run"]["choices"] is None
    assert commands["quit"]["help"] == "End the companion."


async def test_segments_runs_and_sessions_are_listed_in_order(served: Served) -> None:
    segments = (await get(served, "/api/segments"))["segments"]
    assert [row["id"] for row in segments] == ["seg-1", "seg-2", "seg-3"]
    assert segments[0]["gold_ms"] is None
    assert segments[0]["estimate"] is None
    assert segments[1]["estimate"]["expected_ms"] == served.queries.rows[1].estimate.expected_ms  # type: ignore[union-attr]
    newest, oldest = (await get(served, "/api/runs"))["runs"]
    assert (newest["id"], oldest["id"]) == (2, 1)
    assert (newest["source"], newest["captures"][1]["ended_ms"], oldest["captures"]) == ("played", None, [])
    games = await get(served, "/api/games")
    assert (games["games"], games["folder"], games["profiles"][0]["name"]) == ([], None, "smw")
    assert (await get(served, "/api/sessions"))["sessions"][0]["ended_ms"] is None


async def test_lists_are_written_beside_the_loop_that_takes_the_frames(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside: list[bool] = []

    def noted(value: object) -> str:
        beside.append(threading.current_thread() is not threading.main_thread())
        return encode(value)

    monkeypatch.setattr("spinlab_pad.web.api.encode", noted)
    for path in ("segments", "segments/seg-1", "model", "games", "runs", "sessions", "speed_runs", "speed_runs/2"):
        await get(served, f"/api/{path}")
    assert beside == [True] * 8


async def test_speed_runs_are_listed_and_each_has_its_splits(served: Served) -> None:
    rows = (await get(served, "/api/speed_runs"))["speed_runs"]
    assert [(row["id"], row["state"], row["pb"]) for row in rows] == [(3, "reset", False), (2, "finished", True)]
    found = await get(served, "/api/speed_runs/3")
    assert (found["run"]["id"], found["pb"]) == (3, 2)
    assert [split["split_ms"] for split in found["splits"]] == [None, 61_234]


@pytest.mark.parametrize("name", ["4", "-1", "first", "9" * 40, "٣"])
async def test_a_speed_run_that_is_not_there_is_a_404_with_the_reason(served: Served, name: str) -> None:
    async with served.http.get(served.url(f"/api/speed_runs/{name}")) as response:
        assert response.status == 404
        assert "there is no speed run" in (await response.json())["reason"]


async def test_one_segment_comes_with_attempts_and_every_estimator(served: Served) -> None:
    found = await get(served, "/api/segments/seg-2")
    assert found["segment"]["name"] == "Donut Ghost House"
    assert len(found["attempts"]) == found["segment"]["attempts"]
    assert [known["estimator"] for known in found["estimates"]] == ["belief", "rolling"]
    assert [made["estimator"] for made in found["curves"]] == ["belief", "rolling"]
    assert found["curves"][0]["points"][-1]["attempts"] == found["segment"]["attempts"]


@pytest.mark.parametrize("name", ["105/cp 1", "ünï cödé", "a?b#c", "..", "100%"])
async def test_a_segment_id_may_hold_any_character(served: Served, name: str) -> None:
    served.queries.rows = (replace(served.queries.rows[0], id=name),)
    from yarl import URL

    address = served.url("/api/segments/") + "".join(f"%{byte:02X}" for byte in name.encode())
    async with served.http.get(URL(address, encoded=True)) as response:
        assert response.status == 200, await response.text()
        assert (await response.json())["segment"]["id"] == name


async def test_numbers_that_json_lacks_become_null(served: Served) -> None:
    row = served.queries.rows[1]
    assert row.estimate is not None
    served.queries.rows = (replace(row, estimate=replace(row.estimate, gain_ms=float("nan"))),)
    assert (await get(served, "/api/segments"))["segments"][0]["estimate"]["gain_ms"] is None


async def test_the_model_comes_with_the_outlook_and_the_chosen_names(served: Served) -> None:
    found = await get(served, "/api/model")
    assert (found["estimator"], found["allocator"], found["working"]) == ("belief", "value", None)
    assert found["outlook"] == as_sent(served.hub.view())["run"]["outlook"]
    assert [row["id"] for row in found["segments"]] == ["seg-1", "seg-2", "seg-3"]
    assert found["segments"][1]["estimates"][0]["estimator"] == "belief"
    assert found["segments"][1]["curve"][-1]["attempts"] == found["segments"][1]["attempts"]
    assert [score["estimator"] for score in found["scores"]] == ["belief", "kalman", "exp_decay", "rolling_mean"]
    await served.hub.publish(idle_view())
    assert (await get(served, "/api/model"))["outlook"] is None


async def test_the_configuration_is_told_and_changed_at_once(served: Served) -> None:
    rows = {row["key"]: row for row in (await get(served, "/api/config"))["settings"]}
    assert (rows["network.token"]["value"], rows["network.token"]["changeable"]) == ("(set)", False)
    changes = {"scheduler.allocator": "round_robin", "practice.countdown_s": 2}
    async with served.http.patch(served.url("/api/config"), json=changes) as response:
        assert response.status == 200
        rows = {row["key"]: row for row in (await response.json())["settings"]}
    assert (rows["scheduler.allocator"]["value"], rows["scheduler.allocator"]["configured"]) == ("round_robin", "value")
    assert served.configuration.asked == [changes]


@pytest.mark.parametrize(
    ("changes", "says"),
    [({}, "nothing to change"), ({"scheduler": {"allocator": "mix"}}, "unknown key 'scheduler'. Can be changed")],
)
async def test_a_wrong_change_of_the_configuration_is_a_400_that_says_what_is_right(
    served: Served, changes: dict[str, Any], says: str
) -> None:
    async with served.http.patch(served.url("/api/config"), json=changes) as response:
        assert response.status == 400
        assert says in (await response.json())["reason"]


async def test_a_change_of_the_configuration_that_is_refused_now_is_a_409(served: Served) -> None:
    served.configuration.refusal = "stop the speed run first"
    async with served.http.patch(served.url("/api/config"), json={"practice.countdown_s": 2}) as response:
        assert (response.status, (await response.json())["reason"]) == (409, "stop the speed run first")


async def test_health_joins_the_apps_answer_and_counts_streams(served: Served) -> None:
    answer = await get(served, "/api/health")
    assert answer["ok"] is True
    assert answer["streams"] == 0
    assert answer["frame_age_ms"] == 9
    assert answer["write_age_ms"] is None


async def test_the_overlay_is_drawn_from_the_newest_view(served: Served) -> None:
    async with served.http.get(served.url("/overlay.png")) as response:
        assert response.content_type == "image/png"
        assert await response.read() == PNG + b"practice"


async def post(served: Served, value: Any) -> tuple[int, Any]:
    async with served.http.post(served.url("/api/command"), json=value) as response:
        return response.status, await response.json()


async def test_a_command_reaches_the_lab_and_answers_with_the_view_after_it(served: Served) -> None:
    after = replace(served.hub.view(), mode="idle")
    served.hub.answer = lambda command: after
    assert await post(served, {"command": "rate", "rating": "hard"}) == (
        200,
        {"ok": True, "state": as_sent(after)},
    )
    assert served.hub.handled == [Rate(rating="hard")]


async def test_a_refusal_is_409_with_its_reason(served: Served) -> None:
    served.hub.answer = lambda command: Refused("no attempt is running")
    assert await post(served, {"command": "retry"}) == (
        409,
        {"ok": False, "reason": "no attempt is running"},
    )


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ({}, '"command" is missing'),
        ({"command": "fly"}, "unknown command 'fly'"),
        ({"command": None}, "unknown command None"),
        ({"command": ["retry"]}, "unknown command"),
        ({"command": "retry", "speed": 2}, "unknown key 'speed'"),
        ({"command": "rate"}, "'rating' is missing"),
        ({"command": "rate", "rating": "fine"}, "must be one of again, hard, good, easy"),
        ({"command": "rate", "rating": 3}, "must be str"),
        ({"command": "activate_run", "run": "2"}, "must be int"),
        ({"command": "activate_run", "run": True}, "must be int"),
        ({"command": "activate_run", "run": 2**63}, "too large"),
        ([], "must be a JSON object"),
        ("retry", "must be a JSON object"),
    ],
)
async def test_a_wrong_command_is_400_and_never_reaches_the_lab(served: Served, value: Any, part: str) -> None:
    status, answer = await post(served, value)
    assert status == 400
    assert answer["ok"] is False
    assert part in answer["reason"]
    assert served.hub.handled == []


async def test_the_largest_number_that_is_exact_goes_through(served: Served) -> None:
    status, _ = await post(served, {"command": "activate_run", "run": 2**53 - 1})
    assert status == 200
    assert served.hub.handled == [ActivateRun(run=2**53 - 1)]


@pytest.mark.parametrize(
    ("headers", "data", "status", "part"),
    [
        ({"Content-Type": "text/plain"}, b'{"command":"retry"}', 415, "application/json"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"command=retry", 415, "application/json"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x--", 415, "application/json"),
        ({"Content-Type": "application/json"}, b"", 400, "isn't JSON"),
        ({"Content-Type": "application/json"}, b"{", 400, "isn't JSON"),
        ({"Content-Type": "application/json"}, b'{"command": NaN}', 400, "NaN"),
        ({"Content-Type": "application/json"}, b"\xff\xfe", 400, "UTF-8"),
        ({"Content-Type": "application/json"}, b'{"command": "\\ud800"}', 400, "UTF-8"),
        ({"Content-Type": "application/json"}, b"[" * 60_000, 400, "nested too deeply"),
        ({"Content-Type": "application/json"}, b" " * (MAX_BYTES + 1), 413, "larger than"),
        (
            {"Content-Type": "application/json", "Content-Encoding": "gzip"},
            b"no gzip",
            415,
            "Content-Encoding",
        ),
        ({"Content-Type": "application/json"}, b"null", 400, "must be a JSON object"),
        ({"Content-Type": "application/json; charset=klingon"}, b'{"command":"fly"}', 400, "unknown command"),
    ],
)
async def test_a_wrong_body_gets_its_status_and_reason(
    served: Served, headers: dict[str, str], data: bytes, status: int, part: str
) -> None:
    async with served.http.post(served.url("/api/command"), data=data, headers=headers) as response:
        answer = await response.json()
        assert response.status == status, answer
    assert answer["ok"] is False
    assert part in answer["reason"]
    assert served.hub.handled == []


async def test_a_body_in_pieces_is_measured_too(served: Served) -> None:
    async def pieces() -> Any:
        for _ in range(9):
            yield b" " * 8192

    headers = {"Content-Type": "application/json"}
    async with served.http.post(served.url("/api/command"), data=pieces(), headers=headers) as response:
        assert response.status == 413
        assert "larger than" in (await response.json())["reason"]


@pytest.mark.parametrize(
    ("method", "path", "status", "part"),
    [
        ("GET", "/nothing", 404, "nothing at /nothing"),
        ("GET", "/api", 404, "nothing at /api"),
        ("GET", "/api/state/", 404, "nothing at"),
        ("GET", "/api/segments/no-such", 404, "no segment 'no-such'"),
        ("GET", "/widget/", 404, "nothing at"),
        ("GET", "/widget/splitz", 404, "no widget 'splitz'"),
        ("GET", "/static/none.js", 404, "no file"),
        ("GET", "/static/..%2fserver.py", 404, "no file"),
        ("GET", "/static/%2e%2e/server.py", 404, "nothing at"),
        ("GET", "/api/command", 405, "only POST"),
        ("PUT", "/api/state", 405, "only GET, HEAD"),
        ("POST", "/", 405, "only GET, HEAD"),
        ("DELETE", "/api/segments/seg-1", 405, "only GET, HEAD"),
        ("PROPFIND", "/api/state", 405, "only GET, HEAD"),
        ("BREW", "/api/state", 400, "no HTTP request"),
        ("GET", "/" + "x" * 9000, 400, "no HTTP request"),
        ("OPTIONS", "/api/command", 405, "only POST"),
        ("GET", "/ws", 400, ""),
        ("GET", "/%ff", 404, "nothing at"),
        ("GET", "/%00", 404, "nothing at"),
        ("GET", "/static/%00", 404, "no file"),
        ("GET", "/api/segments/%00%ff", 404, "no segment"),
        ("GET", "/widget/%e2%98%95", 404, "no widget '☕'"),
        ("GET", "//evil.example/", 404, "nothing at"),
    ],
)
async def test_a_wrong_request_gets_a_reason(served: Served, method: str, path: str, status: int, part: str) -> None:
    from yarl import URL

    address = URL(served.server.url.rstrip("/") + path, encoded=True)
    async with served.http.request(method, address) as response:
        answer = await response.json()
        assert response.status == status, answer
        if status == 405:
            assert response.headers["Allow"]
    assert answer["ok"] is False
    assert answer["reason"]
    assert part in answer["reason"]


@pytest.mark.parametrize("path", ["/ws", "/api/events"])
async def test_streams_have_no_head(served: Served, path: str) -> None:
    async with served.http.head(served.url(path)) as response:
        assert response.status == 405


async def test_a_long_wrong_name_is_not_sent_back_whole(served: Served) -> None:
    _, answer = await post(served, {"command": "x" * 5000})
    assert len(answer["reason"]) <= 300


async def test_an_error_of_the_lab_is_logged_and_answered_without_a_traceback(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(command: Command) -> View | Refused:
        raise RuntimeError("a secret detail")

    served.hub.answer = fail
    status, answer = await post(served, {"command": "retry"})
    assert status == 500
    assert "secret" not in answer["reason"]
    assert "a secret detail" in caplog.text


async def test_no_segments_is_an_empty_list(served: Served) -> None:
    served.queries.rows = HandQueries(0).rows
    assert await get(served, "/api/segments") == {"segments": []}


async def patch(served: Served, id_: str, value: Any) -> tuple[int, Any]:
    async with served.http.patch(served.url(f"/api/segments/{id_}"), json=value) as response:
        return response.status, await response.json()


async def test_a_segment_is_changed_and_answered_as_get_answers_it(served: Served) -> None:
    status, answer = await patch(served, "seg-2", {"name": "Mine", "note": "", "active": False, "primary": True})
    assert status == 200
    assert served.hub.handled == [ChangeSegment("seg-2", "Mine", note="", active=False, primary=True)]
    assert answer == await get(served, "/api/segments/seg-2")
    await patch(served, "seg-2", {"active": True})
    assert served.hub.handled[-1] == ChangeSegment("seg-2", active=True)


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ({}, "nothing to change: give one or more of name, note, active, primary"),
        ({"nmae": "x"}, "unknown key 'nmae'; a segment takes name, note, active, primary"),
        ({"id": "seg-1"}, "unknown key 'id'"),
        ({"name": None}, "must be str"),
        ({"active": "no"}, "must be bool"),
        ([], "must be a JSON object"),
    ],
)
async def test_a_wrong_change_is_400_and_never_reaches_the_lab(served: Served, value: Any, part: str) -> None:
    status, answer = await patch(served, "seg-2", value)
    assert (status, answer["ok"]) == (400, False)
    assert part in answer["reason"]
    assert served.hub.handled == []


async def test_a_segment_that_is_not_there_is_404_and_a_refused_change_409(served: Served) -> None:
    status, answer = await patch(served, "seg-99", {"name": "x"})
    assert (status, answer["reason"]) == (404, "there is no segment 'seg-99'; GET /api/segments lists them")
    assert served.hub.handled == []
    served.hub.answer = lambda command: Refused("a name is one line of text")
    assert await patch(served, "seg-2", {"name": "x"}) == (409, {"ok": False, "reason": "a name is one line of text"})

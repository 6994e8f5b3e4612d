"""The JSON routes: each asks the lab and answers with one of the values in `answers`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from aiohttp import web

from spinlab_pad.lab.commands import ChangeSegment, Refused
from spinlab_pad.lab.configuration import BadSetting, Configuration
from spinlab_pad.lab.hub import Hub
from spinlab_pad.lab.payload import BadCommand, parse
from spinlab_pad.lab.queries import Queries
from spinlab_pad.web import body
from spinlab_pad.web.answers import (
    ConfigReport,
    Done,
    Failure,
    ModelReport,
    RunList,
    SegmentList,
    SessionList,
    SpeedRunList,
    command_list,
    encode,
)
from spinlab_pad.web.errors import Wrong
from spinlab_pad.web.schema import document
from spinlab_pad.web.streams import Streams

CHANGES: Final = ("name", "note", "active", "primary")
"""What PATCH takes of a segment."""
RUN_DIGITS_MAX = 15
"""Digits of a speed run's id that the database can hold in any case."""


def answer(text: str, status: int = 200) -> web.Response:
    """An answer with JSON text."""
    return web.Response(text=text, status=status, content_type="application/json", charset="utf-8")


async def listed(value: object) -> web.Response:
    """An answer that may be long: a thousand rows take longer than a frame, so another thread writes them."""
    return answer(await asyncio.to_thread(encode, value))


def failure(status: int, reason: str) -> web.Response:
    """What a wrong or refused request gets."""
    return answer(encode(Failure(ok=False, reason=reason)), status)


def _no_segment(segment_id: str) -> str:
    return f"there is no segment {segment_id!r}; GET /api/segments lists them"


class Api:
    """The routes below `/api`."""

    def __init__(
        self,
        hub: Hub,
        queries: Queries,
        configuration: Configuration,
        streams: Streams,
        health: Callable[[], Mapping[str, object]],
    ) -> None:
        self._hub = hub
        self._queries = queries
        self._configuration = configuration
        self._streams = streams
        self._health = health

    def routes(self) -> list[web.RouteDef]:
        """Route definitions for the application."""
        return [
            web.get("/ws", self._streams.socket, allow_head=False),
            web.get("/api/events", self._streams.events, allow_head=False),
            web.get("/api/state", self._state),
            web.post("/api/command", self._command),
            web.get("/api/commands", self._commands),
            web.get("/api/segments", self._segments),
            web.get("/api/segments/{id}", self._segment),
            web.patch("/api/segments/{id}", self._change_segment),
            web.get("/api/model", self._model),
            web.get("/api/config", self._config),
            web.patch("/api/config", self._change_config),
            web.get("/api/games", self._games),
            web.get("/api/runs", self._runs),
            web.get("/api/sessions", self._sessions),
            web.get("/api/speed_runs", self._speed_runs),
            web.get("/api/speed_runs/{id}", self._speed_run),
            web.get("/api/health", self._report_health),
            web.get("/api/schema", self._schema),
        ]

    async def _state(self, _request: web.Request) -> web.Response:
        return answer(encode(self._hub.view()))

    async def _command(self, request: web.Request) -> web.Response:
        payload = await body.read(request)
        if "command" not in payload:
            raise Wrong(400, '"command" is missing; GET /api/commands lists the names')
        name = payload.pop("command")
        try:
            command = parse(name, payload)
        except BadCommand as error:
            raise Wrong(400, str(error)) from error
        outcome = await self._hub.handle(command)
        if isinstance(outcome, Refused):
            return failure(409, outcome.reason)
        return answer(encode(Done(ok=True, state=outcome)))

    async def _commands(self, _request: web.Request) -> web.Response:
        return answer(encode(command_list(self._hub.possible())))

    async def _segments(self, _request: web.Request) -> web.Response:
        return await listed(SegmentList(segments=await self._queries.segments()))

    async def _segment(self, request: web.Request) -> web.Response:
        segment_id = request.match_info["id"]
        found = await self._queries.segment(segment_id)
        if found is None:
            raise Wrong(404, _no_segment(segment_id))
        return await listed(found)

    async def _change_segment(self, request: web.Request) -> web.Response:
        segment_id, payload = request.match_info["id"], await body.read(request)
        unknown = next((key for key in payload if key not in CHANGES), None)
        if unknown is not None:
            raise Wrong(400, f"unknown key {unknown!r}; a segment takes {', '.join(CHANGES)}")
        if not payload:
            raise Wrong(400, f"nothing to change: give one or more of {', '.join(CHANGES)}")
        try:
            command = parse(ChangeSegment.name, {"id": segment_id, **payload})
        except BadCommand as error:
            raise Wrong(400, str(error)) from error
        if await self._queries.segment(segment_id) is None:
            raise Wrong(404, _no_segment(segment_id))
        outcome = await self._hub.handle(command)
        if isinstance(outcome, Refused):
            return failure(409, outcome.reason)
        return await self._segment(request)

    async def _model(self, _request: web.Request) -> web.Response:
        found, view = await self._queries.model(), self._hub.view()
        outlook = view.run.outlook if view.run is not None else None
        report = ModelReport(view.estimator, view.allocator, outlook, found.segments, found.scores, found.working)
        return await listed(report)

    async def _config(self, _request: web.Request) -> web.Response:
        return answer(encode(ConfigReport(self._configuration.rows())))

    async def _change_config(self, request: web.Request) -> web.Response:
        changes = await body.read(request)
        if not changes:
            raise Wrong(400, 'nothing to change: give keys in dotted form, as {"scheduler.allocator": "round_robin"}')
        try:
            refused = await self._configuration.change(changes)
        except BadSetting as error:
            raise Wrong(400, str(error)) from error
        return failure(409, refused.reason) if refused is not None else await self._config(request)

    async def _games(self, _request: web.Request) -> web.Response:
        return await listed(await self._queries.games())

    async def _runs(self, _request: web.Request) -> web.Response:
        return await listed(RunList(runs=await self._queries.runs()))

    async def _sessions(self, _request: web.Request) -> web.Response:
        return await listed(SessionList(sessions=await self._queries.sessions()))

    async def _speed_runs(self, _request: web.Request) -> web.Response:
        return await listed(SpeedRunList(speed_runs=await self._queries.speed_runs()))

    async def _speed_run(self, request: web.Request) -> web.Response:
        name = request.match_info["id"]
        number = int(name) if name.isascii() and name.isdecimal() and len(name) <= RUN_DIGITS_MAX else None
        found = await self._queries.speed_run(number) if number is not None else None
        if found is None:
            raise Wrong(404, f"there is no speed run {name!r}; GET /api/speed_runs lists them")
        return await listed(found)

    async def _report_health(self, _request: web.Request) -> web.Response:
        return answer(encode({"ok": True, "streams": self._streams.count, **self._health()}))

    async def _schema(self, _request: web.Request) -> web.Response:
        return answer(encode(document()))

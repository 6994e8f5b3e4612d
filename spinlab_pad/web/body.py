"""The body of a POST: bytes to a plain JSON object, or `Wrong` with the reason. Pure, except for `read`."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final, NoReturn

from aiohttp import web

from spinlab_pad.web.errors import Wrong

MAX_BYTES: Final = 64 * 1024
READ_TIMEOUT_S: Final = 10.0
MAX_INTEGER: Final = 2**53 - 1
"""Beyond it JSON readers disagree about the number (RFC 8259, section 6)."""


async def read(request: web.Request) -> dict[str, Any]:
    """The body as a JSON object; raises `Wrong` 400, 408, 413 or 415."""
    if request.content_type != "application/json":
        raise Wrong(415, "send the body as JSON, with the header Content-Type: application/json")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Wrong(415, "send the body as it is, without Content-Encoding")
    if (request.content_length or 0) > MAX_BYTES:
        raise Wrong(413, f"the body is larger than {MAX_BYTES} bytes")
    try:
        async with asyncio.timeout(READ_TIMEOUT_S):
            raw = await request.read()
    except TimeoutError:
        raise Wrong(408, f"the body didn't arrive within {READ_TIMEOUT_S:.0f} s") from None
    except (web.RequestPayloadError, ConnectionError) as error:
        raise Wrong(400, "the body broke off") from error
    return parse_object(raw)


def parse_object(raw: bytes) -> dict[str, Any]:
    """A JSON object from UTF-8 bytes; raises `Wrong` 400 for anything else."""
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeError:
        raise Wrong(400, "the body isn't valid UTF-8") from None
    except RecursionError:
        raise Wrong(400, "the body is nested too deeply") from None
    except ValueError as error:
        raise Wrong(400, f"the body isn't JSON: {error}") from None
    if not isinstance(value, dict):
        raise Wrong(400, 'the body must be a JSON object, as {"command": "retry"}')
    for key, item in value.items():
        if isinstance(item, int) and abs(item) > MAX_INTEGER:
            raise Wrong(400, f"{key!r} is too large a number")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")

"""Traces on disk: written so that what is there is whole whenever the writing ends, read with or without gzip.

Lines reach the disk in blocks. A packed trace (a name that ends in .gz) is flushed with each block, so that a reader
gets everything up to the last one. Where a block can't be written, the file is cut back to the end of the one before.
"""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from spinlab_pad.game.trace import TraceError

STDIN: Final = "-"
LINE_MAX: Final = 1 << 20
"""Characters of a line that are read; the longest that is written, a head with a hundred fields, has some 2,000."""

BUFFER: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b"
_GZIP_WINDOW: Final = 31
"""zlib's `wbits` for a gzip header and the full window."""


class TraceFileError(Exception):
    """A trace can't be written; one line with the remedy."""


class TraceFile:
    """A new file on disk that takes lines.

    Raises:
        TraceFileError: there is such a file already, or it can't be made; later: it can't be written any more.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        """Bytes on disk."""
        try:
            self._file = path.open("xb", buffering=0)
        except FileExistsError as error:
            raise TraceFileError(f"{path} is there already; give another name, or remove it") from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise TraceFileError(f"{path} can't be made ({reason}); give another file") from error
        self._lines: list[str] = []
        self._packer = zlib.compressobj(wbits=_GZIP_WINDOW) if path.suffix == ".gz" else None

    def write(self, text: str) -> None:
        """Take a line, for the next block."""
        self._lines.append(text)

    def flush(self) -> None:
        """Bring the lines to the disk as one block."""
        if not self._lines:
            return
        block = "".join(self._lines).encode()
        self._lines.clear()
        if self._packer is not None:
            block = self._packer.compress(block) + self._packer.flush(zlib.Z_SYNC_FLUSH)
        self._put(block)

    def close(self) -> None:
        """Write what is left and close; nothing happens when closed already, which it also is after an error."""
        if self._file.closed:
            return
        self.flush()
        if self._packer is not None:
            self._put(self._packer.flush())
        self._file.close()

    def _put(self, block: bytes) -> None:
        rest = memoryview(block)
        try:
            while rest:
                rest = rest[self._file.write(rest) or 0 :]
        except OSError as error:
            with suppress(OSError):
                self._file.truncate(self.size)
            self._file.close()
            raise TraceFileError(
                f"{self.path} can't be written any further ({error.strerror}); free some space. "
                f"What was written before is kept and can be read"
            ) from error
        self.size += len(block)


class TraceLines:
    """The lines of a trace, unpacked where they are packed. Bytes that are no text come out as something that no
    trace holds, and so as an error in their line.

    Raises:
        TraceError: while iterating: the rest is damaged, or no text with lines.
    """

    def __init__(self, raw: io.RawIOBase | io.BufferedReader, size: int | None) -> None:
        self.size = size
        """Bytes of the file, None where nobody knows."""
        self.cut = False
        """A packed file ended before its end."""
        self._raw = raw
        buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(raw, BUFFER)
        packed = buffered.peek(2)[:2] == _GZIP
        stream: Any = gzip.GzipFile(fileobj=buffered, mode="rb") if packed else buffered
        self._text = io.TextIOWrapper(stream, "utf-8-sig", errors="backslashreplace", newline="\n")

    def release(self) -> None:
        """Let go of the file and leave it open."""
        self._text.detach()

    @property
    def position(self) -> int:
        """Bytes of the file that have been read."""
        return self._raw.tell()

    def __iter__(self) -> Iterator[str]:
        number = 0
        readline = self._text.readline
        while True:
            number += 1
            try:
                text = readline(LINE_MAX)
            except EOFError:
                self.cut = True
                return
            except (OSError, zlib.error) as error:
                reason = getattr(error, "strerror", None) or error
                raise TraceError(number, f"from here on the file can't be read ({reason})") from error
            if not text:
                return
            if len(text) >= LINE_MAX:
                raise TraceError(number, "longer than any line of a trace; give a file that `trace record` wrote")
            yield text


@contextmanager
def open_trace(name: str) -> Iterator[TraceLines]:
    """The lines of a file, or of standard input where the name is '-'.

    Raises:
        TraceError: it can't be opened; while iterating: as said there.
    """
    if name == STDIN:
        assert isinstance(sys.stdin.buffer, io.BufferedReader), "standard input of a process"
        given = TraceLines(sys.stdin.buffer, None)
        try:
            yield given
        finally:
            given.release()
        return
    try:
        raw = Path(name).open("rb", buffering=0)  # noqa: SIM115 - only what opening it raises means the file
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise TraceError(0, f"{name} can't be read ({reason}); give a file that `trace record` wrote") from error
    with raw:
        yield TraceLines(raw, os.fstat(raw.fileno()).st_size)

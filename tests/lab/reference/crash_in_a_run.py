"""A companion that dies in the middle of a reference run: `python -m tests.lab.reference.crash_in_a_run FOLDER`.

It records two segments, plays on in a third, and is killed by a signal that nobody can catch.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from spinlab_pad.lab.commands import StartReference
from tests.lab.fakes import GOAL, LEAVE, TAPE, desk_in, enter


async def main(folder: Path) -> None:
    async with desk_in(folder) as desk:
        await desk.attach()
        await desk.wait(2)
        await desk.do(StartReference())
        await desk.play(*enter(5))
        await desk.wait(20)
        await desk.play(TAPE)
        await desk.wait(30)
        await desk.play(GOAL, *LEAVE)
        await desk.lab.context.settle()
        await desk.play(*enter(6))
        await desk.wait(10)
        os.kill(os.getpid(), signal.SIGKILL if os.name == "posix" else signal.SIGTERM)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

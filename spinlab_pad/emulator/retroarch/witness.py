"""Notes the game's counter at each of our save commands, also where RetroArch answers long after."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.questions import Questions, memory_at
from spinlab_pad.emulator.retroarch.turns import Turns
from spinlab_pad.emulator.retroarch.whose import Claims


class Witness:
    """Makes claims of answers; `late` is called with one that comes when its save was given up, or is done."""

    def __init__(self, questions: Questions, turns: Turns, claims: Claims, late: Callable[[], None]) -> None:
        self._questions = questions
        self._turns = turns
        self._claims = claims
        self._late = late
        self._answers: list[asyncio.Future[nci.Reply]] = []
        self._saving = False

    def pending(self) -> bool:
        """Whether RetroArch owes an answer."""
        return any(not answer.done() for answer in self._answers)

    def begin(self) -> None:
        """A new save: what was not answered so far isn't waited for any more."""
        for answer in self._answers:
            answer.cancel()
        self._answers.clear()
        self._claims.begin()
        self._saving = True

    def end(self) -> None:
        """The save is over; a RetroArch that was frozen may carry out the commands all the same."""
        self._claims.begin()
        self._saving = False

    def expect(self) -> asyncio.Future[nci.Reply]:
        """The answer to the read that goes with the next command."""
        read = memory_at(self._turns.field.address, self._turns.field.size)
        answer = self._questions.expect(lambda reply: read(reply) is not None, patient=True)
        answer.add_done_callback(self._note)
        self._answers.append(answer)
        return answer

    def _note(self, answer: asyncio.Future[nci.Reply]) -> None:
        if answer.cancelled() or answer.exception() is not None:
            return
        reply = answer.result()
        if isinstance(reply, nci.Memory):
            self._claims.command(self._turns.field.decode(reply.data))
            if not self._saving:
                self._claims.begin()
                self._late()

"""LiveSplit beside the lab: the configured connection, and the lab's run and notices joined to it."""

from __future__ import annotations

from functools import partial

from spinlab_pad.config import LiveSplitConfig
from spinlab_pad.lab.lab import Lab
from spinlab_pad.livesplit.driver import Driver
from spinlab_pad.livesplit.tcp import open_tcp
from spinlab_pad.livesplit.websocket import open_websocket

KEY = "livesplit"
"""The notices' cause."""


class LiveSplit:
    """Follows the runs of one lab until `run` is cancelled."""

    def __init__(self, config: LiveSplitConfig, lab: Lab) -> None:
        opened = open_tcp if config.protocol == "tcp" else open_websocket
        self._lab = lab
        self._driver = Driver(partial(opened, config.host, config.port), partial(lab.context.tell, KEY))
        lab.context.run_listeners.append(self._driver.hear)

    async def run(self) -> None:
        """A fault in here is told, and ends nothing else."""
        try:
            await self._driver.run()
        except Exception as error:
            self._lab.context.fault(KEY, error)


def livesplit_of(config: LiveSplitConfig, lab: Lab) -> LiveSplit | None:
    """None where the configuration has it off."""
    return None if config.protocol == "off" else LiveSplit(config, lab)

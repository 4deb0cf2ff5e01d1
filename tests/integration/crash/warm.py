"""Programs that begin with everything imported: what a kill leaves behind does not depend on how Python started.

Each is a process of its own, forked from one that has imported the application and done nothing with it: it opens its
own database, log and port. `tests.integration.race` starts the same programs from the command line.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

# What the programs use, so that the process they are forked from has it.
import engine.worker
import web.serving
from tests.integration.race.servers import Process, Program, environment
from web.cli import main

STANDARD_OUTPUT, STANDARD_ERROR = 1, 2
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__, engine.worker.__name__, web.serving.__name__])


@dataclass(frozen=True)
class Forked:
    """Such a process, to be asked as one is that was started from the command line."""

    process: ForkServerProcess

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self) -> int:
        self.process.join()
        ended = self.process.exitcode
        assert ended is not None
        return ended


class WarmProgram(Program):
    """A program that answers soon after it was started."""

    def _begin(self) -> Process:
        heard, told = CONTEXT.Pipe(duplex=False)
        settings = environment(self.database_url, self.port)
        process = CONTEXT.Process(target=become, args=(told, self.arguments, settings, self.log))
        with closing(heard), closing(told):
            process.start()
            heard.recv()
        return Forked(process)


def become(told: Connection, arguments: tuple[str, ...], settings: Mapping[str, str], log: Path) -> None:
    """Be the program, leading a group of its own, with nothing of the tests but what it was given."""
    os.setsid()
    told.send(None)
    told.close()
    with log.open("ab") as file:
        for stream in STANDARD_OUTPUT, STANDARD_ERROR:
            os.dup2(file.fileno(), stream)
    os.environ.clear()
    os.environ.update(settings)
    main(arguments)

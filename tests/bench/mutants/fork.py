"""A mutant in a fork of the process that has everything imported: the test that notices it, if any."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Final, NoReturn

from tests.bench.mutants.patch import patch

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from tests.bench.mutants.mutant import Mutant

KILLED: Final = 1
PATIENCE: Final = 20


def killer(
    session: pytest.Session, mutant: Mutant, items: Sequence[pytest.Item], seconds: float
) -> str | None:
    """The test that noticed a mutant ('' where it ran out of time), None where none did."""
    code, functions = patch(mutant)
    read, write = os.pipe()
    child = os.fork()
    if not child:
        for function in functions:
            function.__code__ = code
        session.config.pluginmanager.register(_FirstFailure(write))
        _run(items, seconds)
    os.close(write)
    lives = os.waitpid(child, 0)[1] == 0
    with os.fdopen(read, "rb") as pipe:
        return None if lives else pipe.read().decode()


def _run(items: Sequence[pytest.Item], seconds: float) -> NoReturn:
    for ends in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(ends, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(PATIENCE * int(seconds + 1))  # what waits for ever needs no processor
    try:
        for at, item in enumerate(items):
            following = items[at + 1] if at + 1 < len(items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    except BaseException:  # noqa: BLE001 - whatever it is, it was noticed
        os._exit(KILLED)
    os._exit(0)


class _FirstFailure:
    def __init__(self, pipe: int) -> None:
        self.pipe = pipe

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os.write(self.pipe, report.nodeid.encode())
            os._exit(KILLED)

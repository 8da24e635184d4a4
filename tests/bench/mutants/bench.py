"""The mutants of some files in the place of one run of the tests, and what became of each."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from tests.bench.mutants.asked import Quick, is_own, own_tests
from tests.bench.mutants.fork import killer
from tests.bench.mutants.reached import reached

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest

    from tests.bench.mutants.mutant import Mutant
    from tests.bench.mutants.reached import Reached


class Bench(Quick):
    """A pytest plugin that runs the collected tests once a mutant, in a fork."""

    def __init__(self, todo: Sequence[Mutant], budget: float, out: Path | None, kept: Path | None) -> None:
        self.todo, self.budget, self.out, self.kept = todo, budget, out, kept
        self.told: list[tuple[Mutant, str | None]] = []
        self.kills: Counter[str] = Counter()

    def tell(self, mutant: Mutant, found: str | None) -> None:
        """Keeps, writes and prints what became of a mutant."""
        self.told.append((mutant, found))
        if self.out:
            row = [mutant.file, mutant.number, mutant.line, mutant.said, found]
            with self.out.open("a", encoding="utf-8") as out:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        if found is None:
            print(f"{mutant.file}:{mutant.line} #{mutant.number} {mutant.said}", flush=True)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All mutants in the place of one run."""
        tests = reached(session, {mutant.file for mutant in self.todo}, self.kept)
        items = {item.nodeid: item for item in session.items}
        for mutant in self.todo:
            chosen, seconds = self._chosen(mutant, tests, items)
            found = killer(session, mutant, chosen, 3 * min(seconds, self.budget) + 5)
            self.kills[found or ""] += 1
            self.tell(mutant, found)
        return True

    def _chosen(
        self, mutant: Mutant, reached: Reached, items: dict[str, pytest.Item]
    ) -> tuple[list[pytest.Item], float]:
        """The tests that a mutant meets, within the budget but for its own, and the seconds they take."""
        chosen, seconds = [], 0.0
        tests = [test for test in reached.through(mutant) if test in items]
        for test in sorted(tests, key=lambda one: (-self.kills[one], reached.took[one])):
            seconds += reached.took[test]
            if seconds <= self.budget and not is_own(test):
                chosen.append(items[test])
        own = set(own_tests(mutant.file))
        return chosen + [item for test, item in items.items() if test.partition("::")[0] in own], seconds

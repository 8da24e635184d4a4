"""The tests that a mutant may meet, and how they are run here: at once, and with no chance in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import Phase, settings

from tests.bench.mutants.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN: Final = "test_killed_"
TESTS: Final = (
    "tests/unit/test_number.py",
    "tests/unit/test_score.py",
    "tests/unit/test_facts.py",
    "tests/unit/test_facts_blank.py",
    "tests/unit/test_facts_judged.py",
    "tests/unit/test_facts_tables.py",
    "tests/unit/test_given_malus.py",
    "tests/unit/test_notices.py",
    "tests/unit/test_range.py",
    "tests/unit/test_rows.py",
    "tests/unit/test_broken.py",
    "tests/unit/test_formula_parse.py",
    "tests/unit/test_formula_show.py",
    "tests/unit/test_explain.py",
    "tests/unit/test_render_json.py",
    "tests/unit/test_render_patterns.py",
    "tests/test_patterns.py",
    "tests/test_broken_files.py",
    "tests/test_properties.py",
    "tests/test_published_cases.py",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "unit").glob(f"{OWN}*.py")),
)


def own_tests(file: str) -> list[str]:
    """The files of tests that were written against the mutants of a module; they run last."""
    stem = "rules" if file.startswith("rubric/rules/") else Path(file).stem
    names = (f"tests/unit/{OWN}{stem}.py", f"tests/unit/{OWN}{stem}_")
    return [test for test in TESTS if test.startswith(names)]


def is_own(test: str) -> bool:
    """Whether a test was written against the mutants of some module."""
    return Path(test.partition("::")[0]).name.startswith(OWN)


class Quick:
    """A pytest plugin that does not ask for the smallest example of what fails."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """What fails need not be made small, and chance plays no part."""
        quick = settings(
            settings.default, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate)
        )
        settings.register_profile("mutants", quick)
        settings.load_profile("mutants")


def run_tests(options: Sequence[str], tests: Sequence[str], plugin: Quick) -> int:
    """What pytest says of some tests: 0 where all of them passed."""
    common = ["-p", "no:terminal", "-p", "no:xdist", "-p", "no:rubric"]
    return int(pytest.main([*common, *options, *tests], plugins=[plugin]))

"""The line that says how far a run is: what it says, when, and that it is taken away again."""

from __future__ import annotations

import pytest

from engine.batch.progress import CLEAR, Progress, duration, line
from rubric.problems import Language


@pytest.mark.parametrize(
    ("done", "scored", "seconds", "rows", "zh", "en"),
    [
        (0, 0, 0.0, None, "0 行", "0 rows"),
        (1000, 1000, 2.0, None, "1,000 行，每秒 500 行", "1,000 rows, 500 a second"),
        (0, 0, 1.0, 0, "0 行", "0 rows"),
        # Those of an earlier run say nothing of how fast this one is: 3,000 rows in 2 s, 6,000 to come.
        (
            4000,
            3000,
            2.0,
            10_000,
            "4,000 / 10,000 行（40%），每秒 1,500 行，还要 4秒",
            "4,000 of 10,000 rows (40%), 1,500 a second, 4 s left",
        ),
        (
            10_000,
            10_000,
            1.0,
            10_000,
            "10,000 / 10,000 行（100%），每秒 10,000 行，还要 0秒",
            "10,000 of 10,000 rows (100%), 10,000 a second, 0 s left",
        ),
    ],
)
def test_the_line(done: int, scored: int, seconds: float, rows: int | None, zh: str, en: str) -> None:
    assert line(done, scored, seconds, rows, "zh") == zh
    assert line(done, scored, seconds, rows, "en") == en


@pytest.mark.parametrize(
    ("seconds", "language", "due"),
    [
        (-1, "zh", "0秒"),
        (59.6, "en", "1 min 00 s"),
        (3725, "en", "1 h 02 min"),
        (3725, "zh", "1小时02分"),
        (200, "zh", "3分20秒"),
    ],
)
def test_times_as_a_person_says_them(seconds: float, language: Language, due: str) -> None:
    assert duration(seconds, language) == due


def test_it_is_written_seldom_fits_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    now: list[float] = [0.0]
    written: list[str] = []
    progress = Progress(10_000, "zh", lambda: now[0], written.append)
    for _ in range(100):
        now[0] += 0.01
        progress.told(100)
    progress.end()
    assert 3 <= len(written) <= 6
    assert all(text.startswith(CLEAR) for text in written)
    assert written[-1] == CLEAR
    assert written[0] == f"{CLEAR}2,000 / 10,000 行（"


def test_nothing_is_written_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(10, "zh")
    progress.told(10)
    progress.end()
    assert capsys.readouterr() == ("", "")

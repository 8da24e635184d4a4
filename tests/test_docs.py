"""What the documents show is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rubric import load_rubric_text

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(name: str, kind: str) -> list[str]:
    """The fenced blocks of a document that are of a kind."""
    return [body for found, body in BLOCK.findall((ROOT / name).read_text("utf-8")) if found == kind]


@pytest.mark.parametrize("text", blocks("docs/language.md", "yaml"))
def test_a_rubric_in_the_documents_is_sound(text: str) -> None:
    rubric, problems = load_rubric_text(text)
    assert rubric is not None, [p.message("en") for p in problems]


def test_the_picture_is_what_the_command_prints() -> None:
    stored = (ROOT / "examples/zhanjiang-2023/expected-zh-80.txt").read_text("utf-8")
    assert blocks("README.md", "") == [stored]


def test_the_python_of_the_readme_runs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    for text in blocks("README.md", "python"):
        exec(text, {})
    assert capsys.readouterr().out == "99\n"

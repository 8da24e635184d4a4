"""The house policy: what ``[tool.rubric]`` in the nearest pyproject.toml asks of the rubrics below it."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from engine.output_problems import HouseUnread
from rubric.keywords import canonical_key, canonical_word, key_forms
from rubric.problems import did_you_mean
from rubric.shape import PolicyShape

if TYPE_CHECKING:
    from pathlib import Path

    from rubric.problems import Problem

NAME: Final = "pyproject.toml"
POLICY: Final = frozenset(("policy",))
FIELDS: Final = frozenset(PolicyShape.fields)
WORDS: Final = ("required", "optional")
_LINE: Final = re.compile(r"at line (\d+)")


def house_policy(rubric: Path | None) -> tuple[dict[str, str], list[Problem]]:
    """What is asked of a rubric that stands at a path, by key; nothing where no such file is near.

    ``policy = {basis = "required"}`` under ``[tool.rubric]``, in either language of the rubrics.
    """
    path = _nearest(rubric)
    if path is None:
        return {}, []
    try:
        held: Any = tomllib.loads(path.read_text("utf-8"))
    except OSError:
        return {}, [_unread(path, "文件读不出来", "the file cannot be read")]
    except ValueError as error:
        line = _LINE.search(str(error))
        at_zh, at_en = (f"第 {line[1]} 行", f"line {line[1]} ") if line else ("文件", "the file ")
        return {}, [_unread(path, f"{at_zh}不合 TOML 的写法", f"{at_en}is no sound TOML")]
    own = held.get("tool", {}).get("rubric", {}) if isinstance(held.get("tool", {}), dict) else {}
    if not isinstance(own, dict):
        return {}, [_unread(path, "tool.rubric 不是一张表", "tool.rubric is no table")]
    return _policy(path, own)


def _nearest(rubric: Path | None) -> Path | None:
    folders = rubric.resolve().parents if rubric is not None else ()
    return next((folder / NAME for folder in folders if (folder / NAME).is_file()), None)


def _policy(path: Path, own: dict[str, Any]) -> tuple[dict[str, str], list[Problem]]:
    problems: list[Problem] = []
    found: dict[str, str] = {}
    for key, held in own.items():
        if canonical_key(key, POLICY) != "policy":
            problems.append(_unknown(path, key, POLICY))
        elif not isinstance(held, dict):
            problems.append(_unread(path, f"{key} 不是一张表", f"{key} is no table"))
        for name, word in held.items() if isinstance(held, dict) and not problems else ():
            asked, said = canonical_key(name, FIELDS), canonical_word(str(word))
            if asked not in FIELDS:
                problems.append(_unknown(path, name, FIELDS))
            elif said not in WORDS:
                zh = f"{name} 写的是 {word}，应写 required（必填）或 optional（可省）"
                problems.append(_unread(path, zh, f"{name} is {word}, where required or optional is due"))
            found[asked] = said
    return ({}, problems) if problems else (found, [])


def _unknown(path: Path, key: str, known: frozenset[str]) -> Problem:
    near_zh, near_en = did_you_mean(key, key_forms(known))
    zh, en = f"tool.rubric 里没有“{key}”这个键", f"tool.rubric has no key {key}"
    return HouseUnread(name=str(path), why_zh=zh, why_en=en, near_zh=near_zh, near_en=near_en)


def _unread(path: Path, zh: str, en: str) -> Problem:
    return HouseUnread(name=str(path), why_zh=zh, why_en=en)

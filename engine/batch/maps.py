"""The options that say what a column or a file is: ``--map COLUMN=FACT`` and ``--table FACT=FILE``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.batch.problems_columns import (
    BadMap,
    MappedTwice,
)
from engine.batch.problems_table import (
    NoTableFact,
)
from rubric.column_names import plain_head
from rubric.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rubric.model import Rubric
    from rubric.problems import Problem


def read_maps(given: Sequence[str]) -> tuple[dict[str, str], list[Problem]]:
    """What each column is to be called, the empty name for one that is of no use."""
    maps: dict[str, str] = {}
    problems: list[Problem] = []
    for one in given:
        # A head may hold an equals sign, the name of a fact none.
        head, equals, target = one.rpartition("=")
        plain = plain_head(head)
        if not equals or not plain:
            form = {"form_zh": "列名=名称", "form_en": "COLUMN=NAME"}
            problems.append(BadMap(place=None, option="--map", found=one[:40], **form))
        elif plain in maps:
            problems.append(MappedTwice(column=plain))
        maps[plain] = target.strip()
    return maps, problems


def read_tables(given: Sequence[str], rubric: Rubric) -> tuple[dict[str, str], list[Problem]]:
    """The file of each table within the subjects."""
    known = [fact.name for fact in rubric.facts.values() if fact.type == "table"]
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for one in given:
        head, equals, file = one.partition("=")
        name = plain_head(head)
        if not equals or not file.strip():
            form = {"form_zh": "表名=文件", "form_en": "TABLE=FILE"}
            problems.append(BadMap(place=None, option="--table", found=one[:40], **form))
        elif name not in known:
            zh, en = did_you_mean(name, known)
            shown = "、".join(known)
            problems.append(NoTableFact(name=name[:40], known=shown, near_zh=zh, near_en=en))
        files[name] = file.strip()
    return files, problems

"""Causes in words: what changed, from what to what, in either language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.explain.words import share, value_of
from engine.facts_blank_lines import keyword
from engine.judged import Judged
from engine.questions.diff.meaning_form import Said
from engine.scorecard import ItemScore

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.questions.diff.answer import Cause, Part
    from engine.questions.diff.facts import Change
    from engine.questions.diff.meaning import Facet, Meant
    from rubric.problems import Language

ARROW: Final = " → "
_KINDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "rule": "评分规则改了",
        "added": "新增的指标",
        "removed": "删去的指标",
        "rounding": "尾差",
        "untold": "成绩单分不清是事实还是规则",
        "lines": "本组的扣减、上限、否决或上下限",
    },
    "en": {
        "rule": "the rule changed",
        "added": "item added",
        "removed": "item removed",
        "rounding": "rounding difference",
        "untold": "facts or rule: the scorecards do not tell",
        "lines": "the group's own deductions, ceiling, veto or limits",
    },
}
_MISSING: Final[Mapping[Language, str]] = {"zh": "未填", "en": "missing"}
_JUDGED: Final[Mapping[Language, str]] = {"zh": "评定", "en": "judgement of"}
_POINTS: Final[Mapping[Language, str]] = {"zh": "分值", "en": "points"}
_LINES: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {"held": "扣完为止", "then_deduct": "再扣", "ceiling": "上限", "veto": "否决"},
    "en": {"held": "its limits", "then_deduct": "further deductions", "ceiling": "ceiling", "veto": "veto"},
}
_INDIRECT: Final[Mapping[Language, str]] = {
    "zh": "本项自己没有改，改的是它引用的或影响它的内容（计算、舍入、适用、其他指标）",
    "en": "not changed itself, but something it depends on is (values, rounding, what applies, other items)",
}
_SECTIONS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {"top": "整张表", "item": "指标", "facts": "事实", "values": "计算", "checks": "核对"},
    "en": {"top": "the whole", "item": "item", "facts": "fact", "values": "value", "checks": "check"},
}


def cause_words(cause: Cause, language: Language) -> str:
    """What changed, in one line."""
    if cause.kind in ("fact", "element", "judgement", "row", "table", "facts"):
        comma = "；" if language == "zh" else "; "
        return comma.join(change_words(change, language) for change in cause.changes)
    part = cause.shares[0].part
    if cause.kind == "untold" and part.key[2] == "lines":
        return lines_words(part, language)
    return _KINDS[language][cause.kind]


def change_words(change: Change, language: Language) -> str:
    """A fact with what it was and what it is."""
    if change.kind == "judgement":
        turned = _turned(_judged(change.was, language), _judged(change.now, language))
        return f"{_JUDGED[language]} {change.name.rpartition('/')[2]} {turned}"
    if change.kind == "table":
        return f"{change.name} {_turned(_rows(change.was, language), _rows(change.now, language))}"
    if change.kind == "row":
        return _row(change, language)
    unit = _unit(change.now, change.unit) or _unit(change.was, change.unit)
    return f"{change.name} {_turned(_given(change.was, language), _given(change.now, language))}{unit}"


def _turned(was: str, now: str) -> str:
    return f"{was}{ARROW}{now}"


def _given(given: Any, language: Language) -> str:
    """A fact as it was written, without its unit."""
    if given is None or (given.value is None and not given.text):
        return _MISSING[language]
    if isinstance(given.value, bool) or not given.text:
        return value_of(given.value, language)
    return str(given.text)


def _unit(given: Any, declared: str = "") -> str:
    """The unit behind a number, unless it is written with it."""
    if given is None or isinstance(given.value, bool | str):
        return ""
    unit = given.unit or declared
    return f" {unit}" if unit and not str(given.text).endswith(unit) else ""


def _judged(held: Any, language: Language) -> str:
    if isinstance(held, Judged):
        figure = share(held.low) if held.share is not None else ""
        return " ".join(part for part in (held.level, figure) if part)
    if isinstance(held, ItemScore):
        quantity = held.trace.quantity
        figure = share(quantity) if quantity is not None and not isinstance(quantity, bool | str) else ""
        return " ".join(part for part in (held.trace.level or "", figure) if part) or _MISSING[language]
    return _MISSING[language]


def _rows(rows: Any, language: Language) -> str:
    if rows is None:
        return _MISSING[language]
    return f"{len(rows)} 行" if language == "zh" else f"{len(rows)} rows"


def _row(change: Change, language: Language) -> str:
    """A row with each of its cells that changed."""
    was, now = change.was.cells, change.now.cells
    names = [name for name in {**was, **now} if _value(was.get(name)) != _value(now.get(name))]
    comma = "，" if language == "zh" else ", "
    cells = (
        f"{name} {_turned(_given(was.get(name), language), _given(now.get(name), language))}"
        f"{_unit(now.get(name)) or _unit(was.get(name))}"
        for name in names
    )
    return f"{change.keys[1]}/{change.name} {comma.join(cells)}"


def _value(given: Any) -> Any:
    return given.value if given is not None else None


def lines_words(part: Part, language: Language) -> str:
    """A group's own lines by what they are, where that is known."""
    words = _LINES[language]
    known = [words[kind] for kind in part.lines if kind in words]
    return ("、" if language == "zh" else ", ").join(known) or _KINDS[language]["lines"]


def says_words(meant: Meant | None, language: Language) -> list[str]:
    """What the rubrics say otherwise of an item whose score they change."""
    lines = meant_words(meant, language) if meant is not None else []
    return lines if meant is not None and meant.facets else [*lines, _INDIRECT[language]]


# -- what a rubric says otherwise --------------------------------------------------------------------


def meant_name(one: Meant, language: Language, title: str = "") -> str:
    """What says otherwise: an item by its path, a fact, a value or a check by its name."""
    section = _SECTIONS[language][one.section]
    was, now = one.keys
    if one.section == "top":
        return f"{section} {title}".strip()
    name = now if was in (None, now) else was if now is None else f"{was}{ARROW}{now}"
    return f"{section} {name}"


def meant_words(one: Meant, language: Language) -> list[str]:
    """What became of it, a line a place that says otherwise."""
    zh = language == "zh"
    was, now = one.keys
    if was is None:
        return ["新增" if zh else "added"]
    if now is None:
        return ["删去" if zh else "removed"]
    lines = [facet_words(facet, language) for facet in one.facets]
    return [*(["改名" if zh else "renamed"] if was != now else []), *lines]


def facet_words(facet: Facet, language: Language) -> str:
    """A place with what stood and what stands there, in the author's texts."""
    zh = language == "zh"
    where = " / ".join(_key(key, language) for key in facet.keys)
    colon = "：" if zh else ": "
    if facet.was is None:
        return f"{where}{colon}{'新增' if zh else 'added'} {flow(facet.now, language)}"
    if facet.now is None:
        return f"{where}{colon}{'删去' if zh else 'removed'} {flow(facet.was, language)}"
    return f"{where}{colon}{_turned(flow(facet.was, language), flow(facet.now, language))}"


def _key(key: str, language: Language) -> str:
    if isinstance(key, Said):
        # 扣, 加 and 分值 are all points: the author has chosen.
        own = key.kind != "key" or (language == "zh" and not key.text.isascii())
        return key.text if own else _POINTS[language] if key == "points" else keyword(str(key), language)
    return (f"第 {key} 条" if language == "zh" else f"line {key}") if key.isdigit() else key


def flow(value: Any, language: Language) -> str:
    """A value of the form on one line, as a rubric might write it."""
    if isinstance(value, dict) and "" in value:
        return flow(dict(value[""]), language)
    if isinstance(value, dict):
        pairs = (f"{_key(key, language)}: {flow(held, language)}" for key, held in value.items())
        return f"{{{_listed(pairs)}}}"
    if isinstance(value, list | tuple):
        return f"[{_listed(flow(one, language) for one in value)}]"
    return value.text if isinstance(value, Said) else str(value)


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)

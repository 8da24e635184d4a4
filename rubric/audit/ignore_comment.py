"""Comments that leave checks out: a reason is due, and there must be something to leave out.

Exact: a comment that silences nothing was held against every finding of the checks that it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.audit.finding import Finding, Repair
from rubric.place import Place
from rubric.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from rubric.audit.comments import Ignore
    from rubric.audit.reading import Reading


class IgnoreUnclear(Finding):
    """It leaves nothing out: nobody could say later why, or which check."""

    check = "ignore-comment"
    code = "A023"
    zh = "这条忽略注释{why_zh}。"
    en = "This comment {why_en}."
    effect_zh = "它不起作用：检查照常报告。"
    effect_en = "It has no effect: the check reports as ever."
    fix_zh = "{near_zh}写成“# 忽略 检查名：理由”。"
    fix_en = "{near_en}Write it as # rubric: ignore CHECK - reason."
    why_zh: str
    why_en: str
    near_zh: str
    near_en: str


class IgnoreIdle(Finding):
    """What it was written for is gone, and it would hide the next mistake of its kind."""

    check = "ignore-comment"
    code = "A024"
    severity = "hint"
    keeps = True
    zh = "忽略 {names} 的注释没有可忽略的。"
    en = "The comment ignores {names}, and there is nothing to ignore."
    effect_zh = "得分不受影响；以后这一行出同类的错，会被它遮住。"
    effect_en = "No score changes; but the next mistake of that kind on this line would be hidden."
    fix_zh = "删去它。"
    fix_en = "Take it out."
    names: str
    edit: Repair

    @property
    def repair(self) -> tuple[Repair, ...]:
        """The comment without the names that silence nothing, or no comment."""
        return (self.edit,)


def check(reading: Reading) -> Iterator[Finding]:
    """Comments without a check or a reason, or with a check that there is not."""
    for one in reading.ignores:
        if not one.names or not one.reason:
            yield _unclear(one.place, *_LACKS[bool(one.names)])
        for name, place in one.names:
            if name not in reading.known:
                zh, en = f"写了“{name}”，没有这项检查", f"names {name}, which is no check"
                yield _unclear(place, zh, en, *did_you_mean(name, reading.known))


_LACKS = {True: ("没有写理由", "gives no reason"), False: ("没有写是哪项检查", "names no check")}


def _unclear(place: Place, zh: str, en: str, near_zh: str = "", near_en: str = "") -> Finding:
    return IgnoreUnclear(place=place, labels=(), why_zh=zh, why_en=en, near_zh=near_zh, near_en=near_en)


def heeded(
    found: Sequence[Finding], ignores: Iterable[Ignore], looked_for: Collection[str]
) -> tuple[list[Finding], list[Finding]]:
    """The findings that no comment silences, and what is to be said of comments that silence none.

    ``looked_for`` are the names and codes of what would have been found if it were there.
    """
    silenced: set[int] = set()
    idle: list[Finding] = []
    for one in ignores:
        if not one.reason:
            continue
        needless = []
        for name, _ in one.names:
            hit = {n for n, finding in enumerate(found) if _meant(finding, one, name)}
            silenced |= hit
            needless += [name] if name in looked_for and not hit else []
        if needless:
            names = ", ".join(needless)
            edit = _without(one, needless)
            idle.append(IgnoreIdle(place=one.place, labels=(), names=names, edit=edit))
    return [finding for n, finding in enumerate(found) if n not in silenced], idle


def _meant(finding: Finding, ignore: Ignore, name: str) -> bool:
    place = finding.place
    if place is None or name not in (finding.check, finding.code) or finding.check == "ignore-comment":
        return False
    return place.source.name == ignore.place.source.name and place.line == ignore.line


def _without(ignore: Ignore, needless: Collection[str]) -> Repair:
    """The comment without some of its names; without any name the line or its end goes."""
    place, kept = ignore.place, [name for name, _ in ignore.names if name not in needless]
    if kept:
        first, last = ignore.names[0][1], ignore.names[-1][1]
        return Repair(Place(place.source, first.start, last.end), ", ".join(kept))
    text = place.source.text
    before, behind = place.source.line_around(place.start)
    if text[before : place.start].strip():
        return Repair(Place(place.source, before + len(text[before : place.start].rstrip()), place.end), "")
    return Repair(Place(place.source, before, min(behind + 1, len(text))), "")

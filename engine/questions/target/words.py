"""What is said of levers, of steps and of how a target is reached, in both languages."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain.words import aside, commas, figure, listed, points, route, true_minus, value_of
from engine.questions.target.boxes import effort_of
from rubric.number import show

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.questions.target.answer import Answer
    from engine.questions.target.lever import Lever
    from engine.scorecard import ItemScore, Known
    from rubric.problems import Language

_SCALES: Final = {"": 1, "%": 100, "‰": 1000}
_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "up": "增加 {by}（到 {to}）",
        "down": "减少 {by}（到 {to}）",
        "is": "改为 {to}",
        "%": "{by} 个百分点",
        "‰": "{by} 个千分点",
        "judgement": "评定 {name}",
        "named": "可变的事实：--free 指定的 {names}",
        "marked": "可变的事实：事实文件标明可变的 {names}",
        "read": "没有标明可变的事实：取未得满分的指标用到的 {names}"
        "（可用 --free 指定，或在事实文件里写“可变: 是”）",
        "none": "没有可变的事实",
        "left": "不动：{names}（别的数以它们为准；要动，用 --free 指定）",
        "judged": "不动：{names}的评定（由人作出；要动，用 --free 评定/指标 指定）",
        "idle": "与目标无关：{names}",
        "open": "待定的{names}按最低计",
        "measure": "先比改动的项数，再比改动的大小：改动量占原值的份额相加（是否、选项按 1 计），共 {effort}",
        "sure": "已证明没有更省的",
        "fewest": "已证明改得再少达不到；同样项数里这是在限定的试算次数内找到的最省，不能保证没有更省的",
        "unsure": "这是在限定的试算次数内找到的最省，没有证明：也许改得更少或更小也够",
        "exact": "各数取自己的精度，先解出转折点，再逐一重新计分核实",
    },
    "en": {
        "up": "up by {by} (to {to})",
        "down": "down by {by} (to {to})",
        "is": "becomes {to}",
        "%": "{by} percentage points",
        "‰": "{by} per mille",
        "judgement": "judgement {name}",
        "named": "Free to change, by --free: {names}",
        "marked": "Free to change, as the facts file marks: {names}",
        "read": "No fact is marked as free: taken are those that items below full read: {names}"
        " (name others by --free, or write free: yes in the facts file)",
        "none": "No fact is free to change",
        "left": "Left as they are: {names} (others are measured against them; name them by --free)",
        "judged": "Left as judged: {names} (a person's judgement; name it by --free judgements/ITEM)",
        "idle": "Of no effect on the target: {names}",
        "open": "Open items count as the least they can be: {names}",
        "measure": "The fewest changes first, then the smallest: each as a part of its present value, added"
        " (yes/no and choices count 1), here {effort}",
        "sure": "proved that none is cheaper",
        "fewest": "proved that fewer changes do not reach it; of as many this is the smallest found in the"
        " trials allowed, and a smaller one is not ruled out",
        "unsure": "the best found in the trials allowed and not proved: fewer or smaller changes may do",
        "exact": "Each number keeps its own precision; turning points are solved for, and every answer is"
        " scored again",
    },
}


def name_of(lever: Lever, language: Language) -> str:
    """A lever as it is spoken of."""
    title = lever.named.title
    if lever.named.kind == "judgement":
        return _WORDS[language]["judgement"].format(name=title.rsplit("/", 1)[-1])
    return title


def change(lever: Lever, value: Known, language: Language) -> str:
    """What becomes of a lever: ``增加 5.2 万元（到 105.2 万元）``."""
    words = _WORDS[language]
    if not isinstance(value, Fraction) or not isinstance(lever.value, Fraction):
        return words["is"].format(to=value_of(value, language))
    difference = value - lever.value
    by = _amount(abs(difference), lever, words)
    to = true_minus(lever.shown(value)) + (f" {lever.unit}" if lever.unit and not lever.sign else "")
    return words["up" if difference > 0 else "down"].format(by=by, to=to)


def present(lever: Lever, language: Language) -> str:
    """What a lever is now."""
    if not isinstance(lever.value, Fraction):
        return value_of(lever.value, language)
    return true_minus(lever.shown(lever.value)) + (f" {lever.unit}" if lever.unit and not lever.sign else "")


def setting_of(lever: Lever, value: Known) -> str:
    """The ``--set`` that makes the change."""
    name = lever.named
    head = (
        f"评定/{name.name}" if name.kind == "judgement" else name.name if name.kind == "fact" else name.title
    )
    text = lever.shown(value)
    unit = lever.given.unit if isinstance(value, Fraction) and name.kind != "judgement" else None
    return f"{head}={text}{unit if unit and unit != lever.sign else ''}"


def _amount(difference: Fraction, lever: Lever, words: Mapping[str, str]) -> str:
    number = show(difference / lever.factor * _SCALES[lever.sign])
    if lever.sign:
        return words[lever.sign].format(by=number)
    return f"{number} {lever.unit}".rstrip()


def moves(moved: Sequence[tuple[ItemScore, ItemScore]], language: Language) -> str:
    """The items that move, from and to."""
    return listed(
        (f"{a.name} {_score(a)} → {_score(b)}{aside(_rate(b), language)}" for a, b in moved), language
    )


def _rate(item: ItemScore) -> str:
    """The rate that an item then has, where it is one that is measured in percent."""
    quantity = item.trace.quantity
    if not item.trace.percent or not isinstance(quantity, Fraction):
        return ""
    return figure(quantity, percent=True)


def _score(item: ItemScore) -> str:
    return points(item.low, None)


def changes(values: Mapping[Lever, Known], language: Language) -> list[str]:
    """Several changes, each with the name of what it changes."""
    return [f"{name_of(lever, language)} {change(lever, value, language)}" for lever, value in values.items()]


def notes(answer: Answer, language: Language) -> list[str]:
    """How the answer was found: what was free, what was not, and what does not matter."""
    words = _WORDS[language]
    able = [one for one in answer.levers if one not in answer.idle]
    said = [words[answer.why].format(names=_names(able, language)) if able else words["none"]]
    if answer.idle:
        said.append(words["idle"].format(names=_names(answer.idle, language)))
    if answer.left:
        said.append(words["left"].format(names=_names(answer.left, language)))
    if answer.judged:
        names = listed((path.rsplit("/", 1)[-1] for path in answer.judged), language)
        said.append(words["judged"].format(names=names))
    if answer.open:
        names = listed((path.rsplit("/", 1)[-1] for path in answer.open), language)
        said.append(words["open"].format(names=names))
    return [*said, words["exact"]]


def _names(levers: Sequence[Lever], language: Language) -> str:
    return listed((name_of(one, language) for one in levers), language)


def measure(answer: Answer, language: Language) -> str:
    """By what measure a way is the cheapest, and whether that is certain."""
    assert answer.way is not None  # only a way is measured
    words = _WORDS[language]
    effort = figure(effort_of(answer.way.values), percent=False)
    said = words["measure"].format(effort=effort)
    proved = "sure" if answer.way.sure else "fewest" if answer.way.fewest else "unsure"
    return commas([said, words[proved]], language)


def goal_text(answer: Answer, language: Language) -> str:
    """The goal in words: ``目标 95``, ``目标 优``, ``资金支出率 满分 6``."""
    goal = answer.goal
    head = "目标" if language == "zh" else "target"
    of = f"{route(goal.path)} " if goal.path else ""
    if goal.grade is not None:
        return f"{head} {of}{goal.grade}"
    wanted = show(goal.least(answer.score))
    full = ("满分 " if language == "zh" else "full ") if goal.wanted is None else ""
    return f"{head} {of}{full}{wanted}"


def gap(answer: Answer, language: Language) -> str:
    """How many points are missing; nothing for a grade that is not only a matter of points."""
    goal = answer.goal
    if goal.grade is not None:
        return ""
    short = goal.least(answer.score) - answer.score.low
    text = points(short, answer.score.places)
    return aside(f"还差 {text}" if language == "zh" else f"{text} short", language)

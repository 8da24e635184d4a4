"""The heads of a sheet of scores, in both languages and as people write them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from engine.questions.reconcile.reported import COLUMNS, Column
from engine.questions.reconcile.reported_problems import HeadTwice, NearHead
from rubric.problems import nearest
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rubric.place import Text
    from rubric.problems import Problem

# What a head may mean: name, path, code, level1..level5, points, weight, grade, score and reason (of the
# column that they stand beside), each column, COLUMN:reason and COLUMN:grade, or not to be read.
PARTIES: Final[Mapping[Column, tuple[str, ...]]] = {
    "self": ("自评", "自我评价", "单位自评", "部门自评", "self"),
    "review": ("复核", "复评", "审核", "复审", "review"),
    "audit": ("核查", "抽查", "核定", "重点评价", "audit"),
}
_SCORED: Final = ("", "分", "分数", "得分", "评分", "score", "points", "earned")
_REASONED: Final = (
    *("理由", "原因", "说明", "意见", "扣分理由", "扣分原因", "失分原因", "得分说明", "评分说明"),
    *("reason", "reasons", "comment", "comments", "note", "notes"),
)
_GRADED: Final = ("等级", "等次", "评级", "grade")
_NUMERALS: Final = "一二三四五"
_OTHERS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": (
        *("指标", "指标名称", "名称", "评价指标", "评分指标", "项目", "评价内容", "考核指标"),
        *("item", "items", "name", "indicator"),
    ),
    "path": ("路径", "指标路径", "path"),
    "code": ("编号", "代码", "指标编号", "code", "id"),
    "points": (
        "分值",
        "满分",
        "标准分",
        "标准分值",
        "满分值",
        "应得分",
        "points",
        "full",
        "fullpoints",
        "max",
    ),
    "weight": ("权重", "weight"),
    "score": ("得分", "评分", "分数", "实得分", "实际得分", "得分情况", "score", "earned"),
    "reason": _REASONED,
    "grade": _GRADED,
}
# Columns that such sheets have and that say nothing about the score which is compared.
_NOT_READ: Final = frozenset(
    (
        *(
            "序号",
            "备注",
            "佐证",
            "佐证材料",
            "来源",
            "依据",
            "评分依据",
            "单位",
            "计量单位",
            "评分标准",
            "评分细则",
        ),
        *(
            "评分规则",
            "计分规则",
            "指标解释",
            "指标说明",
            "扣分",
            "失分",
            "目标值",
            "完成值",
            "实际值",
            "完成率",
        ),
        *("no", "no.", "evidence", "source", "unit", "standard", "rule", "lost", "target", "actual"),
    )
)
# What the reviewer's sheet adds, which can be handed in again.
_ADDED: Final = ("差额", "判断", "difference", "verdict")
OWN: Final = frozenset(
    (
        *("引擎得分", "引擎理由", "engine", "enginereason"),
        *(party + tail for parties in PARTIES.values() for party in ("", *parties) for tail in _ADDED),
    )
)


def _table() -> dict[str, str]:
    found = {word: meaning for meaning, words in _OTHERS.items() for word in words}
    for column, parties in PARTIES.items():
        for party in parties:
            found |= {party + tail: column for tail in _SCORED}
            found |= {party + tail: f"{column}:reason" for tail in _REASONED}
            found |= {party + tail: f"{column}:grade" for tail in _GRADED}
    for number, numeral in enumerate(_NUMERALS, 1):
        found |= {f"{one}级指标": f"level{number}" for one in (numeral, str(number))}
        found[f"level{number}"] = f"level{number}"
    return found


HEADS: Final = _table()
ALLOWED_ZH: Final = (
    "指标、路径、编号、一级指标、分值、权重、自评、复核、核查、得分、理由、自评理由、复核理由、核查理由、等级"
)
ALLOWED_EN: Final = (
    "item, path, code, level 1, points, weight, self, review, audit, score, reason, "
    "self reason, review reason, audit reason, grade"
)
_ASIDE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|_|[-:：]")


def plain(text: str) -> str:
    """A text without what differs between two people's typing: widths, case, blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def meaning(head: str) -> str | None:
    """What a head means; None where it is no known one."""
    word = plain(head)
    return HEADS.get(word) or HEADS.get(_ASIDE.sub("", word))


class Heads(Record):
    """What each column of a table means, ``''`` for one that is not read, and the names of those."""

    meanings: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of scores, in their order of time."""
        return tuple(column for column in COLUMNS if column in self.meanings)

    @property
    def reasoned(self) -> frozenset[Column]:
        """The columns that have a place for reasons."""
        return frozenset(column for column in COLUMNS if f"{column}:reason" in self.meanings)


def read_heads(row: Sequence[Text]) -> tuple[Heads, list[Problem]]:
    """The meaning of a row of heads; what is mistyped or stands twice is a problem."""
    problems: list[Problem] = []
    found: list[str] = []
    unread: list[str] = []
    before: Column | None = None
    for cell in row:
        said = meaning(cell) or ""
        if said in COLUMNS or said == "score":
            said = "self" if said == "score" else said
            before = next(column for column in COLUMNS if column == said)
        elif said in ("reason", "grade"):
            said = f"{before or 'self'}:{said}"
        if cell and not said:
            unread += [] if plain(cell) in OWN else [str(cell)]
            problems += near_head(cell)
        elif said and said in found:
            problems.append(HeadTwice(place=cell.place, name=str(cell), first=str(row[found.index(said)])))
        found.append(said)
    return Heads(tuple(found), tuple(unread)), problems


def near_head(cell: Text) -> Iterable[Problem]:
    """The question whether a head that is not known is a mistyped one."""
    word = plain(cell)
    if word in OWN or word in _NOT_READ or _ASIDE.sub("", word) in _NOT_READ:
        return
    near = nearest(word, HEADS)
    if near is not None:
        yield NearHead(
            place=cell.place,
            name=str(cell),
            allowed_zh=ALLOWED_ZH,
            allowed_en=ALLOWED_EN,
            near_zh=f"是不是“{near}”？",
            near_en=f"Did you mean {near}? ",
        )

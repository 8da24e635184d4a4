"""What can be wrong with the points of a rubric and with a rule."""

from __future__ import annotations

from dataclasses import dataclass

from rubric.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole(Problem):
    """No interval takes some values of the quantity."""

    code = "P501"
    zh = "{hole} 不属于任何一档。"
    en = "No band takes {hole}."
    fix_zh = "改动相邻一档的端点（[ ] 含，( ) 不含），或补上这一档。"
    fix_en = "Move the end of a neighbouring band ([ ] includes, ( ) excludes), or add a band."
    hole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap(Problem):
    """Two intervals take the same values."""

    code = "P502"
    zh = "{overlap} 同时属于“{first}”和“{second}”两档。"
    en = "{overlap} belongs to both {first} and {second}."
    fix_zh = "让每个数只属于一档：把其中一端改为不含。"
    fix_en = "Let one of the two exclude it."
    overlap: str
    first: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SumDiffers(Problem):
    """Parts do not add up to the whole."""

    code = "P503"
    zh = "“{name}”的各部分合计 {found} 分，应为 {due} 分。"
    en = "The parts of {name} add up to {found}, not to {due}."
    fix_zh = "逐项核对分值，使合计等于 {due}。"
    fix_en = "Correct the points of the parts so that they add up to {due}."
    name: str
    found: str
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnInterval(Problem):
    """Something stands where an interval is due."""

    code = "P504"
    zh = "“{found}”不是一个区间。"
    en = "{found} is not an interval."
    fix_zh = "写成 [80%, 90%) 这样：[ ] 含端点，( ) 不含，无限写 inf。"
    fix_en = "Write it as in [80%, 90%): [ ] includes the end, ( ) excludes it, inf is infinite."
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineUnclear(Problem):
    """A line of deduct is neither a condition nor a counted amount."""

    code = "P505"
    zh = "这一行没有写清怎样扣分。"
    en = "This line does not say how it deducts."
    fix_zh = "写“当、扣”，或写“量、每、扣、计数”；计数从足额、起步、连续里选一个。"
    fix_en = "Give when and points, or of, per, points and count (complete, started or continuous)."


@dataclass(frozen=True, slots=True, kw_only=True)
class OneRule(Problem):
    """An item has no rule, or more than one, or both a rule and items."""

    code = "P506"
    zh = "“{name}”应当有且只有一条规则（公式、分档、扣分、要点或评定），或者有下级指标；现有 {count} 样。"
    en = "{name} must have items or exactly one rule; it has {count} of them."
    fix_zh = "留下一样。"
    fix_en = "Keep one of them."
    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherwiseMissing(Problem):
    """``applies`` without ``otherwise``, or the other way round."""

    code = "P507"
    zh = "“{name}”写了“适用”就必须写“不适用”（满分或零分），反之亦然。"
    en = "{name} needs both applies and otherwise (full or zero)."
    fix_zh = "补上缺的一项：不适用时按满分还是零分计。"
    fix_en = "Say what an item that does not apply earns."
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTaken(Problem):
    """One name for two things, or a name that cannot be one."""

    code = "P508"
    zh = "“{name}”不能用作名称：它含“/”、是公式用词，或已被占用。"
    en = "{name} cannot be a name: it holds a '/', is a word of formulas, or is taken."
    fix_zh = "换一个名称。"
    fix_en = "Choose another name."
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GradesUnread(Problem):
    """Grades that do not say which score they read."""

    code = "P509"
    zh = "“等级”没有写明按舍入前还是舍入后的得分来定。"
    en = "The grades do not say whether they read the exact or the rounded score."
    fix_zh = "写“按: 舍入前”或“按: 舍入后”。"
    fix_en = "Add on: exact or on: rounded."

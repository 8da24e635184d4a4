"""What can be wrong with intervals."""

from __future__ import annotations

from rubric.problems import Problem


class Hole(Problem):
    """No interval takes some values of the quantity."""

    code = "P501"
    zh = "“{name}”为 {hole} 时不属于任何一档。"
    en = "{name} at {hole} belongs to no band."
    fix_zh = "改动相邻一档的端点（[ ] 含端点，( ) 不含），或补上这一档。"
    fix_en = "Move the end of a neighbouring band ([ ] includes the end, ( ) excludes it), or add a band."
    name: str
    hole: str


class Overlap(Problem):
    """Two intervals take the same values."""

    code = "P502"
    zh = "{overlap} 同时属于“{first}”和“{second}”两档。"
    en = "{overlap} belongs to both {first} and {second}."
    fix_zh = "让每个数只属于一档：把其中一档的端点改成不含（圆括号）。"
    fix_en = "Let every number belong to one band: exclude the end of one of the two (a round bracket)."
    overlap: str
    first: str
    second: str


class NotAnInterval(Problem):
    """Something stands where an interval is due."""

    code = "P504"
    zh = "“{found}”不是一个区间。"
    en = "{found} is not an interval."
    fix_zh = "写成 [80%, 90%) 这样，小的在前：[ ] 含端点，( ) 不含，没有尽头的一边写 inf。"
    fix_en = "Write it as in [80%, 90%), the lesser end first: [ ] includes the end, ( ) excludes it, "
    fix_en += "inf is no end."
    found: str


class BareInterval(Problem):
    """A range in bare numbers for what is counted in a share."""

    code = "P533"
    zh = "“{name}”以 {sign} 计，范围 {found} 没有带 {sign}，有两种读法：{one}，或 {other}。"
    en = "{name} is counted in {sign}; the bare range {found} may mean {one} or {other}."
    fix_zh = "按本意写上 {sign}，如 {one}。"
    fix_en = "Write {sign} behind its numbers, as in {one}."
    name: str
    sign: str
    found: str
    one: str
    other: str

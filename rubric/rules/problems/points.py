"""What can be wrong with points and weights."""

from __future__ import annotations

from rubric.problems import Problem


class SumDiffers(Problem):
    """Parts do not add up to the whole."""

    code = "P503"
    zh = "“{name}”的各部分合计 {found} 分，应为 {due} 分。"
    en = "The parts of {name} add up to {found} points, not to {due}."
    fix_zh = "逐项核对分值，使合计等于 {due}；或改“{name}”的分值。"
    fix_en = "Correct the points of the parts so that they add up to {due}, or the points of {name}."
    name: str
    found: str
    due: str


class WeightsDiffer(Problem):
    """Weights in percent that do not add up to 100%."""

    code = "P521"
    zh = "“{name}”下的权重合计 {found}，应为 100%。"
    en = "The weights under {name} add up to {found}, not to 100%."
    fix_zh = "逐项核对权重；只想写相对大小，就都写成不带 % 的数。"
    fix_en = "Correct them, or write all as plain numbers for relative weights."
    name: str
    found: str


class PointsOrWeight(Problem):
    """An item without points in a group that adds them up."""

    code = "P522"
    zh = "“{name}”没有写分值。"
    en = "{name} has no points."
    fix_zh = "补上“分值: 数”；这一组若按权重汇总，就在上级写“汇总: 加权”，每个下级都写权重。"
    fix_en = "Add points: NUMBER; where its group goes by weights, write combine: weighted there, "
    fix_en += "and a weight in each of its items."
    name: str


class WeightInSum(PointsOrWeight):
    """A weight in a group that adds up points."""

    zh = "“{name}”写了权重，它所在的组却按分值求和。"
    en = "{name} has a weight, but its group adds up points."
    fix_zh = "删去权重，只写分值；要按权重汇总，就在上级写“汇总: 加权”。"
    fix_en = "Remove the weight and give points; to go by weights, write combine: weighted in the group."


class NoWeight(PointsOrWeight):
    """An item without a weight in a group that goes by weights."""

    zh = "“{name}”没有写权重，它所在的组按权重汇总。"
    en = "{name} has no weight, and its group goes by weights."
    fix_zh = "补上“权重: 20%”这样的一行。"
    fix_en = "Add its weight, as in weight: 20%."


class WeightOfNothing(PointsOrWeight):
    """A weight that is not above 0."""

    zh = "“{name}”的权重是 {found}，权重要大于 0。"
    en = "{name} has the weight {found}; a weight must be above 0."
    fix_zh = "改成大于 0 的数；不计分的指标从表里去掉。"
    fix_en = "Make it a number above 0; an item that does not count is left out."
    found: str


class WeightsMixed(PointsOrWeight):
    """Weights in percent and plain ones in one group."""

    zh = "“{name}”的权重写作 {found}，同组的其他权重写法不同（有的带 %，有的不带）。"
    en = "{name} has the weight {found}; others of its group are written differently (with % or without)."
    fix_zh = "同一组的权重要么都带 %（合计 100%），要么都不带。"
    fix_en = "Write all weights of a group in % (100% together), or all as plain numbers."
    found: str


class NotFullPoints(Problem):
    """A child of a group that takes one or the mean of its children, with other points than the group's."""

    code = "P523"
    zh = "“{name}”是 {found} 分，它所在的组不是求和而是取其一或平均，所以要与组同为 {due} 分。"
    en = "{name} has {found} points; its group takes one or the mean of its items, so it must have {due} too."
    fix_zh = "把分值改为 {due}；要求和就在上级写“汇总: 求和”。"
    fix_en = "Give it {due} points; to add up, write combine: sum in the group."
    name: str
    found: str
    due: str


class OutOfBounds(Problem):
    """A formula that can never give points within the item's bounds."""

    code = "P524"
    zh = "按这个公式，“{name}”总是得 {held} 之内的分，超出了它的 {bounds} 分。"
    en = "This formula always gives {held}, outside the {bounds} points of {name}."
    fix_zh = "改公式；若本意是超出时按最高（最低）分计，在公式旁写“封顶: 是”。"
    fix_en = "Correct it; add clamp: yes where a result outside is to be held at the end."
    name: str
    held: str
    bounds: str


class BeyondUnsaid(Problem):
    """Bonus items without ``beyond_full``."""

    code = "P527"
    zh = "这里有附加分，却没有写明总分可不可以超过满分。"
    en = "Here is a bonus, and nothing says whether the total may pass the full points."
    fix_zh = "在评分表最上层写“可超满分: 是”或“可超满分: 否”。"
    fix_en = "Add beyond_full: yes or beyond_full: no at the top of the rubric."


class MovesNowhere(Problem):
    """Points of what does not apply that are to go to others where there are none to take them."""

    code = "P590"
    zh = "“{name}”不适用时，它的分没有去处：{why_zh}。"
    en = "Where {name} does not apply, its points have nowhere to go: {why_en}."
    fix_zh = "改为“不适用: 满分”或“不适用: 零分”。"
    fix_en = "Use otherwise: full or otherwise: zero."
    name: str
    why_zh: str
    why_en: str


class BonusWeighed(Problem):
    """A bonus item with a weight: it would take a share that the others need to reach the full points."""

    code = "P591"
    zh = "附加项“{name}”不能写权重：它不在合计之内。"
    en = "The bonus item {name} cannot have a weight: it stands outside the sum."
    fix_zh = "给附加项写“分值”，不写“权重”。"
    fix_en = "Give a bonus item points and no weight."
    name: str


class NotPositive(Problem):
    """Points that a line or an element says it gives or takes, and that are 0 or less."""

    code = "P592"
    zh = "“{found}”不大于 0：这里写加几分或扣几分，不带负号。"
    en = "{found} is not above 0: say how many points are added or taken, without a sign."
    fix_zh = "改成大于 0 的数；要扣分就写在“扣分”或“再扣”里，要加分就写在“加分”里。"
    fix_en = "Write a number above 0; what takes points stands under deduct, what adds them under award."
    found: str


class PointsMixed(Problem):
    """An interpolation whose points are partly points and partly shares of them."""

    code = "P593"
    zh = "过点的得分有的是分数、有的是百分比（如 {found}）。"
    en = "Some points of the line earn points and some a share of them ({found})."
    fix_zh = "都写分数，或都写百分比。"
    fix_en = "Write all of them as points, or all as shares."
    found: str

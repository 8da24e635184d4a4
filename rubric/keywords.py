"""The words of the language in both of its languages: one table for keys, one for words that are values."""

from __future__ import annotations

from typing import Final

# A Chinese key may mean several English ones; the mapping it stands in decides.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "评分表": ("rubric",),
    "版本": ("version",),
    "状态": ("status",),
    "语言": ("language",),
    "说明": ("description",),
    "依据": ("basis",),
    "满分": ("points",),
    "舍入": ("rounding",),
    "等级": ("grades",),
    "事实": ("facts",),
    "指标": ("items",),
    "位数": ("places",),
    "方式": ("mode",),
    "于": ("at",),
    "按": ("on",),
    "类型": ("type",),
    "单位": ("unit",),
    "范围": ("range",),
    "来源": ("source",),
    "备注": ("note",),
    "分值": ("points",),
    "原文": ("text",),
    "适用": ("applies",),
    "不适用": ("otherwise",),
    "公式": ("formula",),
    "封顶": ("clamp",),
    "分档": ("bands",),
    "档": ("bands",),
    "扣分": ("deduct",),
    "要点": ("checklist",),
    "评定": ("judgement", "judgements"),
    "等次": ("levels", "level"),
    "得分率": ("share",),
    "得分": ("points",),
    "理由": ("reason",),
    "量": ("of",),
    "每": ("per",),
    "扣": ("points",),
    "计数": ("count",),
    "最多": ("max",),
    "当": ("when",),
    "因": ("because",),
    "评价单位": ("subject",),
    "年度": ("period",),
    "值": ("value",),
}
WORDS: Final[dict[str, str]] = {
    "正式": "official",
    "示例": "example",
    "重构": "reconstruction",
    "草案": "draft",
    "四舍五入": "half_up",
    "四舍六入五成双": "half_even",
    "进位": "up",
    "截尾": "down",
    "向上": "ceiling",
    "向下": "floor",
    "舍入前": "exact",
    "舍入后": "rounded",
    "数值": "number",
    "整数": "integer",
    "是否": "yes_no",
    "满分": "full",
    "零分": "zero",
    "足额": "complete",
    "起步": "started",
    "连续": "continuous",
    "是": "yes",
    "否": "no",
    "不舍入": "none",
    "true": "yes",
    "false": "no",
}
STAGES: Final[dict[str, str]] = {"指标": "item", "分组": "group", "总分": "total"}


def canonical_stage(word: str) -> str:
    """The English form of a stage of rounding."""
    return STAGES.get(word, word)


def canonical_key(key: str, fields: frozenset[str]) -> str:
    """The English key that ``key`` means where ``fields`` may stand, or ``key`` itself."""
    return next((word for word in KEYS.get(key, ()) if word in fields), key)


def key_forms(fields: frozenset[str]) -> list[str]:
    """Every key, in both languages, that may stand where ``fields`` may."""
    chinese = [zh for zh, words in KEYS.items() if fields.intersection(words)]
    return [*sorted(fields), *chinese]


def canonical_word(word: str) -> str:
    """The English form of a word that is a value."""
    return WORDS.get(word, word)

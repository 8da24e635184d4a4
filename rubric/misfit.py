"""What does not fit where it stands: a key that is unknown or missing, a value of another kind."""

from __future__ import annotations

from rubric.problems import Problem


class UnknownKey(Problem):
    """A key that the language does not know in this place."""

    code = "R201"
    zh = "这里不能写“{key}”。"
    en = "The key {key} cannot stand here."
    fix_zh = "{near_zh}改正或删去。"
    fix_en = "{near_en}Correct it or remove it."
    key: str
    near_zh: str = ""
    near_en: str = ""


class MissingKey(Problem):
    """A key that must be there is not."""

    code = "R202"
    zh = "这里缺“{zh_key}”。"
    en = "The key {key} is missing here."
    fix_zh = "补上“{zh_key}”。"
    fix_en = "Add {key}."
    key: str
    zh_key: str


class WrongContent(Problem):
    """A value is not of the kind that its key needs."""

    code = "R203"
    zh = "“{key}”这里应当是{due_zh}。"
    en = "{key} must be {due_en}."
    fix_zh = "按“{due_zh}”改写这一处。"
    fix_en = "Rewrite it as {due_en}."
    key: str
    due_zh: str
    due_en: str

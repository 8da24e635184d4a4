"""The sentences of a score: no colour and no width, Chinese and English as peers."""

from engine.explain.assumed import assumption, assumptions
from engine.explain.checks import CheckView, checks
from engine.explain.duties import duties
from engine.explain.facts import fact_sentence
from engine.explain.fingerprint import fingerprint, notices, override
from engine.explain.groups import Line, group_lines
from engine.explain.item import Explanation, Section, Step, explain_item, find, nearest_path
from engine.explain.losses import LossView, bonuses, loses, losses, lost_of, lost_total, unequal
from engine.explain.opens import OpenView, opens
from engine.explain.reasons import figures, reading, reasons

__all__ = [
    "CheckView",
    "Explanation",
    "Line",
    "LossView",
    "OpenView",
    "Section",
    "Step",
    "assumption",
    "assumptions",
    "bonuses",
    "checks",
    "duties",
    "explain_item",
    "fact_sentence",
    "figures",
    "find",
    "fingerprint",
    "group_lines",
    "loses",
    "losses",
    "lost_of",
    "lost_total",
    "nearest_path",
    "notices",
    "opens",
    "override",
    "reading",
    "reasons",
    "unequal",
]

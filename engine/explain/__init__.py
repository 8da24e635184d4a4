"""The sentences of a score: no colour and no width, Chinese and English as peers."""

from engine.explain.item import Explanation, Section, Step, explain_item, find, nearest_path
from engine.explain.reasons import figures, reading, reasons
from engine.explain.views import (
    LossView,
    OpenView,
    fact_sentence,
    fingerprint,
    losses,
    notices,
    opens,
)

__all__ = [
    "Explanation",
    "LossView",
    "OpenView",
    "Section",
    "Step",
    "explain_item",
    "fact_sentence",
    "figures",
    "find",
    "fingerprint",
    "losses",
    "nearest_path",
    "notices",
    "opens",
    "reading",
    "reasons",
]

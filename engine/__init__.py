"""The machine: what a rubric is worth for given facts."""

from engine.facts import load_facts, load_facts_text
from engine.score import score

__all__ = ["load_facts", "load_facts_text", "score"]

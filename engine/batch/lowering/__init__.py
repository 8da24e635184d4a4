"""Expressions of a rubric as columns of whole numbers, whose every step is known to fit 64 bits."""

"""Formulas: from text to a checked tree, and what reads the tree."""

"""Quantities over all subjects, and quotas of grades: exact, over whole columns."""

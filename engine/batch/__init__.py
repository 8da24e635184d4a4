"""Many subjects at once: a table with a subject a row, each scored as it would be alone."""

"""Why two scores, or two rubrics, are different."""

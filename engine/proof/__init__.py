"""What evaluates a rubric over many facts: proof, search, tests of rubrics and their coverage."""

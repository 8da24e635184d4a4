"""Questions to a score: what would change it, and by how much."""

"""Tables on disk, one file a format: the names of their columns, and their rows part by part."""

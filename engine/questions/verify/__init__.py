"""Whether figures agree with each other."""

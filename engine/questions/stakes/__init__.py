"""What hangs on what is open, and in which order to ask."""

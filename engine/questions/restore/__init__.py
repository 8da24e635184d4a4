"""What would give lost points back."""

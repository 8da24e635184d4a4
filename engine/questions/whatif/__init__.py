"""What a change of facts would do."""

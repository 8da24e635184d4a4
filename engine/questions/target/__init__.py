"""What would reach a target."""

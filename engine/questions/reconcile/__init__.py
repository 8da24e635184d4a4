"""Whether a sheet that was handed in agrees."""

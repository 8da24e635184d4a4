"""Every value of a figure that others allow."""

"""The disclosure gate and everything that is published behind it."""

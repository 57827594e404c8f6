"""Design-based estimates from a complex sample."""

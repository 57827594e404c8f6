"""Standards for measuring child labour."""

"""Standards for measuring forced labour."""

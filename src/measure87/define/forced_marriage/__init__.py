"""Definitions of forced marriage, which is not forced labour."""

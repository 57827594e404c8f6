"""Invented populations whose truth is known."""

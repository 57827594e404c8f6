"""Recipes that run several rooms in order."""

"""Definitions of trafficking in persons."""

"""Figures beside those of earlier releases and of other inputs that have persons in common."""

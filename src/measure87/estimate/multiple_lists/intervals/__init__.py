"""Intervals that several methods share: bootstrap, profile likelihood, log-normal."""

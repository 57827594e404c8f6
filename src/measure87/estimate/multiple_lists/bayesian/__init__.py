"""Sizes as posterior distributions: thresholds, graphs, latent classes."""

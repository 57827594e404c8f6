"""Sizes where each person has covariates."""

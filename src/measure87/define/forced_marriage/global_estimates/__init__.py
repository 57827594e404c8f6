"""Forced marriage as the global estimates of modern slavery measure it."""

"""Surveys whose weights are alike in known classes: what their weighted figures tell."""

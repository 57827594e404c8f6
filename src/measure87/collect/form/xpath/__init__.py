"""Expressions of forms: the one reader of them, `reading.parsed`, for all who ask what they say.

The check of a form asks what is wrong in them, the paper what they mean in words, and the evening
whether a question was asked.
"""

"""Questionnaires: built from the question bank, given out as phones and paper take them.

`model` is the form itself; everything else reads or writes it.
"""

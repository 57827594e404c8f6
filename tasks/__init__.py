"""What contributors do, with nothing but Python: `python -m tasks`, on Linux, macOS and Windows.

The Makefile calls these tasks by the same names. Only the standard library is used, for they run
before anything is installed.
"""

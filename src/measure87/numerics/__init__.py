"""Arithmetic over arrays that knows no subject and no files."""

"""Forced labour of adults, survey guidelines of 2012: strong and medium items by dimension."""

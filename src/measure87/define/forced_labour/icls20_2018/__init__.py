"""Forced labour under the guidelines of the 20th ICLS: adults, and children by four routes."""

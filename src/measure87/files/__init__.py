"""Read and write tables by suffix, whole or not at all; no meaning."""

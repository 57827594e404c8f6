"""The evening checks, one file each; `register` lists them."""

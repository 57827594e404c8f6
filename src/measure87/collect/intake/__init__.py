"""Takes interviews from a server into a study: an encrypted journal, and tables made of it."""

"""measure87: standard, traceable estimates of child labour and forced labour."""

__version__ = "0.1.0"

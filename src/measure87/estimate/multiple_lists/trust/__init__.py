"""How far a size can be trusted: what moves it, and how far the methods disagree."""

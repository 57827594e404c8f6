"""Child labour by the rule behind the global estimates, never the figure of its authors."""

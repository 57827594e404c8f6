"""How precisely a released figure is told: steps after its error, limits, rounded counts."""

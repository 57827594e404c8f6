"""How many units of each stratum: proportional, equal, Neyman, power and multi-domain."""

"""MICS6, table PR.3.4: child labour or hazardous conditions, and hazardous conditions alone."""

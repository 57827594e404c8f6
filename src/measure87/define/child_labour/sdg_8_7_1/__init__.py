"""SDG indicator 8.7.1: children in child labour, both series, under the custodians' rule."""

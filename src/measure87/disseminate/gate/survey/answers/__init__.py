"""What figures tell of who was asked and who answered: unknowns, clusters, days."""

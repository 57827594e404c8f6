"""Classifications: industry, occupation, age groups, geography."""

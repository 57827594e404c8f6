"""From draws of countries to numbers of persons, regions and the world."""

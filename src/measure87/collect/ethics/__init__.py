"""What protects the persons of a fielded survey: agreement, withdrawal, identifiers, positions.

No sentence of this package holds a name, a number of a telephone, a position or an answer.
"""

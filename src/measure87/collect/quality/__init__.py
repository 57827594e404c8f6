"""Is what came from the field today sound, and whom must a supervisor call back tonight?

`check_field_data` runs the checks of `register` over `field_data.FieldData`. Each check is one file
in `checks`; what they find is declared in `vocabulary.releases.evening`.
"""

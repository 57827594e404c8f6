"""The world estimate, from a settings file to a folder: the recipe of `measure87 combine`.

`settings` reads CONFIG.toml, `inputs` the files it names, and `country_layout` puts countries in
their regions; `fitting` runs the model of one measure, `trust` validates it, `figure_rows` lays
every published figure beside what the model says, `changes` asks for trends and targets,
`run_warnings` and `unused` tell what to doubt, `about` says what was done, and `recipe` runs them
in order.
"""

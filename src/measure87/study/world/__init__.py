"""The world estimate, from a settings file to a folder: the recipe of `combine`, and of `run`.

`settings` reads CONFIG.toml and `inputs` the files it names; `combine.estimate` estimates;
`run_warnings` and `unused` tell what to doubt, `about` says what was done, and `recipe` does all of
it in order and writes.
"""

from measure87.study.world.kind import KIND

__all__ = ["KIND"]

"""A country's own series from a released world run: `combine CONFIG.toml --with-release DIR`."""

from measure87.study.world.country.series import CountryRun, run_country

__all__ = ["CountryRun", "run_country"]

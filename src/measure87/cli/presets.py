"""The option `--preset`, whose help names what every kind of study can be made from."""

import click


class PresetOption(click.Option):
    """Looks for kinds of study when somebody asks for help, and not before."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Its name, its help, and all presets."""
        from measure87.study.kinds import every_preset

        found = super().get_help_record(ctx)
        if found is None:
            return None
        *others, last = every_preset()
        return found[0], f"{found[1]}: {', '.join(others)} or {last}."

"""The option `--preset`, whose help names what every kind of study can be made from."""

import click

from measure87.cli.once import Once


class PresetOption(Once):
    """Looks for kinds of study when somebody asks for help, and not before."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Its name, its help, and all presets."""
        from measure87.study.kinds import every_preset

        *others, last = every_preset()
        said = self.help
        try:
            self.help = f"{said}: {', '.join(others)} or {last}."
            return super().get_help_record(ctx)
        finally:
            self.help = said

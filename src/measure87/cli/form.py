"""`measure87 form`: questionnaires."""

import click

from measure87.cli.form_simulate import simulate_command


@click.group()
def form() -> None:
    """Questionnaires: what they ask, and whether they do what they say."""


form.add_command(simulate_command)

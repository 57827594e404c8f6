"""`measure87 form`: questionnaires, one command a file."""

import click

from measure87.cli.form_build import build
from measure87.cli.form_check import check_command
from measure87.cli.form_diff import diff_command
from measure87.cli.form_sheet import sheet
from measure87.cli.form_simulate import simulate_command
from measure87.cli.form_standard import standard
from measure87.cli.form_support import support_command


@click.group()
def form() -> None:
    """Questionnaires: built, checked, filled by engines, compared."""


form.add_command(build)
form.add_command(check_command)
form.add_command(diff_command)
form.add_command(sheet)
form.add_command(simulate_command)
form.add_command(standard)
form.add_command(support_command)

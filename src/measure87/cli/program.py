"""The program `measure87`: its groups of commands, and what each exit status means."""

import click

from measure87 import __version__
from measure87.cli.analyses import moment_command, test_command
from measure87.cli.average import average
from measure87.cli.classify import classify
from measure87.cli.collect import collect
from measure87.cli.collect_pull import key_command, pull_command
from measure87.cli.combine import combine
from measure87.cli.contrasts import contrast_command, standardised_command
from measure87.cli.define import define
from measure87.cli.demo import demo
from measure87.cli.design import design
from measure87.cli.docs import docs
from measure87.cli.estimate import estimate
from measure87.cli.failures import Program
from measure87.cli.form import form
from measure87.cli.linkage import link, listed_persons_command
from measure87.cli.lists import lists
from measure87.cli.once import taken_once
from measure87.cli.publish import publish
from measure87.cli.simulate import simulate
from measure87.cli.speech.choice import OPTION
from measure87.cli.study import check, explain, new, run
from measure87.cli.weight import weight


@click.group("measure87", cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="measure87")
@click.option(
    OPTION,
    metavar="CODE",
    expose_value=False,
    help="Language of what the program says: ar, en, es, fr, pt or ru; before a command or after "
    "it. Without it that of the system.",
)
def main() -> None:
    """Standard, traceable estimates of child labour and forced labour.

    Exit status: 0 done, 1 the data or the study is at fault, 2 the command line is at fault,
    3 everything asked for was refused, 70 our own bug. A page that a text names, such as
    docs/how-to/servers.md, is shown by: measure87 docs how-to/servers
    """


collect.add_command(link)
collect.add_command(pull_command)
collect.add_command(key_command)
estimate.add_command(lists)
estimate.add_command(test_command)
estimate.add_command(contrast_command)
estimate.add_command(standardised_command)
estimate.add_command(moment_command)
simulate.add_command(listed_persons_command)
main.add_command(collect)
main.add_command(define)
main.add_command(demo)
main.add_command(design)
main.add_command(docs)
main.add_command(estimate)
main.add_command(form)
main.add_command(simulate)
for command in (classify, weight, combine, average, new, check, run, explain, publish):
    main.add_command(command)
taken_once(main)

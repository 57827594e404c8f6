"""`measure87 estimate lists`: from options to a result."""

from pathlib import Path

from measure87.cli.list_options import ListOptions
from measure87.estimate.multiple_lists.capture.population_counted import PopulationCounted
from measure87.estimate.multiple_lists.methods import MethodOptions
from measure87.estimate.multiple_lists.side_by_side import estimate_lists
from measure87.files import AS_FOUND, TableForm, read_source, while_reading, with_notices_told
from measure87.files.settings import read_toml
from measure87.library.listing import result_from
from measure87.study.lists.contradicting_records import contradicting
from measure87.study.lists.inputs import ListColumns, list_study, pair_of
from measure87.study.lists.long_lists import ask_for_long_form
from measure87.study.lists.records_of_holders import Records, persons_of
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Result


def estimate_lists_in(table: str, options: ListOptions, form: TableForm = AS_FOUND) -> Result:
    """Read a file of lists and estimate by the methods that the options ask for."""
    with while_reading([Path(table).name]):
        return _estimated(table, options, form)


def _estimated(table: str, options: ListOptions, form: TableForm) -> Result:
    counted = _counted(options)
    read = with_notices_told(read_source(table, form=form))
    columns = ListColumns(
        options["lists"],
        options["count"],
        options["strata"],
        options["draw"],
        options["covariates"],
        tuple(pair_of(text) for text in options["mutually_exclusive"]),
        options["suppressed_from"],
    )
    records = _records(options)
    ask_for_long_form(read, columns, is_stated=records is not None)
    source = persons_of(read, columns, records)
    differ = contradicting(read, columns, records)
    if differ is not None:
        differ.tell(read.name)
    settings = MethodOptions(
        level=options["level"],
        replicates=options["bootstrap"],
        threshold=options["threshold"],
        order=options["order"],
        seed=options["seed"],
    )
    found = estimate_lists(
        list_study(source, columns, counted),
        options["methods"],
        settings,
        robustness_checks=options["robustness_checks"],
    )
    result = result_from(found, source, options["methods"], settings)
    return result if differ is None else differ.said_in(result)


def _records(options: ListOptions) -> Records | None:
    """Columns of a file with one row for each person on a list."""
    person, holder = options["person"], options["holder"]
    if person is None or holder is None:
        if person != holder:
            raise UsageError(
                "--person and --holder belong together",
                code="bad-option",
                hint="give both: the key of the person, and the list of each row",
            )
        return None
    return Records(person, holder)


def _counted(options: ListOptions) -> PopulationCounted:
    """What is counted: from the file, and what the options say instead."""
    file = {} if options["about"] is None else read_toml(Path(options["about"]))
    given = {
        "population": options["population"],
        "area": options["area"],
        "period": options["period"],
        "status": options["status"],
        "closed_because": options["closed_because"],
    }
    said = {**file, **{name: text for name, text in given.items() if text is not None}}
    return PopulationCounted.from_mapping(said, "--about FILE, or an option for each part")

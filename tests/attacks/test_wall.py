"""The adversary shares no code with the program: she runs it, in few modules, and reads files."""

import ast
from pathlib import Path

HERE = Path(__file__).parent
RUNS_IT = {
    "releasing.py": {
        "measure87.study",
        "measure87.vocabulary.errors",
        "measure87.disseminate.gate.lists.rounded_cells",
    },
    "hashing.py": {"measure87.collect.linkage"},
    "test_regressions.py": {"measure87"},
    "test_statistics_of_tables.py": {
        "measure87.disseminate.gate.survey.analyses",
        "measure87.disseminate.gate.survey.measures",
        "measure87.vocabulary.estimate",
        "measure87.vocabulary.hypothesis",
    },
    "switched_off.py": {
        "measure87.disseminate.gate",
        "measure87.disseminate.gate.audit",
        "measure87.disseminate.gate.audit.system",
        "measure87.disseminate.gate.rules",
        "measure87.disseminate.gate.subtraction",
        "measure87.disseminate.gate.survey",
        "measure87.disseminate.gate.survey.answers",
        "measure87.disseminate.gate.survey.compared",
        "measure87.disseminate.gate.survey.compared.inputs_that_share",
        "measure87.disseminate.gate.survey.precision",
        "measure87.disseminate.gate.survey.rows",
        "measure87.disseminate.gate.survey.rows.few_cases",
        "measure87.disseminate.gate.survey.rows.measures_before",
        "measure87.disseminate.gate.tables",
        "measure87.disseminate.gate.tables.tables",
        "measure87.estimate.survey",
        "measure87.study.ledger",
        "measure87.study.lists",
        "measure87.study.survey",
    },
}
OWN = "tests.attacks"


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: import by full names"
            found.add(node.module or "")
        elif isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
    return found


def test_nothing_of_the_program_is_imported_but_where_it_is_run():
    modules = sorted(HERE.rglob("*.py"))
    assert len(modules) > 10
    for path in modules:
        of_program = {name for name in imported(path) if name.split(".")[0] == "measure87"}
        assert of_program <= RUNS_IT.get(path.name, set()), path.name


def test_nothing_of_other_tests_is_imported():
    for path in HERE.rglob("*.py"):
        others = {name for name in imported(path) if name.split(".")[0] == "tests"}
        assert {name for name in others if not name.startswith(OWN)} == set(), path.name


def test_attacks_do_not_know_the_study():
    """Only what makes and judges scenes sees answers."""
    attacks = {
        "alike",
        "beside",
        "by_limits",
        "clusters_full",
        "clusters_short",
        "crossed_kinds",
        "differences",
        "evidence",
        "hashed_names",
        "inputs_that_share",
        "known_no",
        "known_rows",
        "known_weights",
        "nested_differences",
        "outweighed_unknown",
        "overlapping_rows",
        "programmes",
        "reading",
        "rows_of_jobs",
        "rows_of_releases",
        "rows_of_tables",
        "rows_together",
        "series_of_files",
        "shares",
        "sums",
        "tables_of_pages",
        "untold_days",
        "who_was_asked",
        "written",
    }
    for name in attacks:
        known = imported(HERE / f"{name}.py")
        assert not known & {
            f"{OWN}.days_studies",
            f"{OWN}.jobs_studies",
            f"{OWN}.limits_studies",
            f"{OWN}.name_lists",
            f"{OWN}.population_tables",
            f"{OWN}.studies",
            f"{OWN}.scenarios",
            f"{OWN}.stakes",
            f"{OWN}.two_inputs",
        }, name

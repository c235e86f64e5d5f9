"""The report of a study: one page that needs nothing else, and its tables."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govsim.report.study.findings import Findings
    from govsim.report.study.words import Language
    from govsim.scenario.schema import Scenario
    from govsim.study.results import Results

PAGE = "report.html"
TABLES = "analysis"

__all__ = ["PAGE", "TABLES", "analyse", "write"]


def analyse(results: "Results", scenario: "Scenario") -> "Findings":
    """Analyse the results of a study as its file says; see `govsim.report.study.findings.find`."""
    from govsim.report.study.findings import find

    return find(results, scenario)


def write(findings: "Findings", directory: Path, language: "Language" = "en") -> tuple[Path, ...]:
    """Write the report and its tables, each file whole or not at all.

    Parameters
    ----------
    findings : Findings
    directory : pathlib.Path
        Made if need be. ``report.html`` (``report.zh.html`` in Chinese); ``analysis/differences.csv``,
        ``sensitivity.csv``, ``border.csv``, ``claims.csv`` and ``claims.json`` where the study has them.
    language : {"en", "zh"}

    Returns
    -------
    tuple of pathlib.Path
        The files, the page first.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    from govsim.experiment.files import write_whole
    from govsim.report.study.claims import claim_rows, claims_json
    from govsim.report.study.page import page
    from govsim.report.study.tables import border_rows, csv_text, question_rows, sensitivity_rows

    name = PAGE if language == "en" else PAGE.replace(".html", f".{language}.html")
    texts = {directory / name: page(findings, language)}
    rows = {
        "differences": question_rows(findings, findings.overall + findings.by_point),
        "sensitivity": sensitivity_rows(findings),
        "border": border_rows(findings),
        "claims": claim_rows(findings.claims),
    }
    texts |= {directory / TABLES / f"{table}.csv": csv_text(found) for table, found in rows.items() if found}
    if findings.claims:
        texts[directory / TABLES / "claims.json"] = claims_json(findings.claims)
    for path, text in texts.items():
        write_whole(path, text)
    return tuple(texts)

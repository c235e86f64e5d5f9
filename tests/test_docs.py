import doctest
import multiprocessing
import re
import shlex
from pathlib import Path

import pytest
import typer

from govsim.cli import app
from govsim.scenario import Scenario, parse_settings
from govsim.scenario.explain import explain
from govsim.scenario.shipped import shipped

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FENCE = re.compile(r"^```(\w*)$(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def shown_commands(page):
    """Return every govsim command that a page shows in a block without a language."""
    return [
        line
        for language, block in FENCE.findall(page.read_text(encoding="utf-8"))
        for line in block.splitlines()
        if not language and line.startswith("govsim ")
    ]


OUTCOMES_NAMED = {"spilled_share"}
COMMANDS = sorted({line for page in PAGES for line in shown_commands(page)})


def anchors(page):
    """Return the anchors of a page's headings, as GitHub makes them."""
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ (.*)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.fixture
def start_method():
    """Leave processes to be started as before: Mesa's `batch_run` sets how for everybody."""
    before = multiprocessing.get_start_method(allow_none=True)
    yield
    multiprocessing.set_start_method(before, force=True)


@pytest.mark.parametrize(("name", "examples_at_least"), [("python", 40), ("other-tools", 20)])
def test_examples_run(name, examples_at_least, start_method):
    """Every example of the tutorials in Python does what it says."""
    page = ROOT / "docs" / "tutorials" / f"{name}.md"
    examples = doctest.DocTestParser().get_doctest(
        re.sub(r"^```.*$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE),
        {"__name__": "tutorial"},
        page.name,
        str(page),
        0,
    )
    heard = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    results = runner.run(examples, out=heard.append)
    assert results.attempted > examples_at_least
    assert results.failed == 0, "".join(heard)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_parses(line):
    """A command shown in the docs exists, and takes the options, keys and values shown."""
    _, name, *arguments = shlex.split(line, comments=True)
    group = typer.main.get_command(app)
    if name.startswith("-"):
        group.make_context("govsim", [name], resilient_parsing=True)
        return
    command = group.commands[name]
    if hasattr(command, "commands"):
        name, *arguments = arguments
        command = command.commands[name]
    given = command.make_context(name, arguments).params
    changes = {key: given[key] for key in ("days", "scale", "seed") if given.get(key) is not None}
    if given.get("settings") or (changes and "file" in given):
        assert given["file"] in shipped()
        Scenario.load(given["file"], parse_settings(given["settings"] or ()) | changes)


def test_every_command_is_shown():
    """The pages show every command that there is."""
    assert {line.split()[1] for line in COMMANDS} >= set(typer.main.get_command(app).commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    """A relative link leads to a file that is there, and to a heading that it has."""
    dead = []
    for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            dead.append(target)
    assert dead == []


def test_concepts_name_keys_and_stories_that_exist():
    """Every key in the page of concepts can be explained, and stories named are those shipped."""
    page = (ROOT / "docs" / "concepts.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:-1] for line in page.splitlines() if line.startswith("| ")]
    rows = [cells for cells in rows if len(cells) == 5 and cells[0].strip() != "concept"]
    assert len(rows) > 30
    quoted = re.compile(r"`([^`]+)`")
    named = set()
    for *_, keys, story in rows:
        assert quoted.findall(keys), keys
        for key in quoted.findall(keys):
            explain(key)
        named |= {name for name in quoted.findall(story) if name not in OUTCOMES_NAMED}
    assert named <= set(shipped()), named - set(shipped())
    assert set(shipped()) - named <= {"quickstart"}, set(shipped()) - named

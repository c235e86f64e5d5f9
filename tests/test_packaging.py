"""The package as a user meets it: what importing loads, what the command line offers, what is pinned."""

import json
import re
import subprocess
import sys
import zipfile
from importlib.metadata import distribution, version
from pathlib import Path

import pytest

import govsim
from govsim.compiled import cache_folder

HEAVY = {
    "anywidget",
    "matplotlib",
    "mesa",
    "networkx",
    "numba",
    "pandas",
    "pyarrow",
    "pydantic",
    "scipy",
    "segno",
    "solara",
    "uvicorn",
}
COMMANDS = {"app", "cities", "compare", "explain", "new", "run", "schema", "study", "validate", "verify"}


def _python(*arguments: str) -> str:
    """Run this interpreter in a process of its own and return what it prints."""
    return subprocess.run([sys.executable, *arguments], capture_output=True, check=True, text=True).stdout


@pytest.mark.parametrize("module", ["govsim", "govsim.cli"])
def test_import_is_light(module: str) -> None:
    """Importing the package, or its command line, loads none of the heavy dependencies."""
    loaded = json.loads(
        _python("-c", f"import {module}, json, sys; print(json.dumps(sorted(sys.modules)))"),
    )
    assert {"govsim", module} <= set(loaded)
    assert HEAVY.isdisjoint(loaded)


@pytest.mark.parametrize("first", ["numba", "govsim"])
def test_kernels_are_kept_by_the_state_of_all_sources(first: str) -> None:
    """Whichever is imported first, Numba keeps kernels where a change of any of their files is noticed."""
    last = "govsim" if first == "numba" else "numba"
    code = f"import {first}, {last}, numba; print(numba.config.CACHE_DIR)"
    kept = Path(_python("-c", code).strip())
    assert kept == cache_folder(Path(govsim.__file__).parent)
    assert kept.name.startswith("kernels-")


@pytest.mark.parametrize("name", govsim.__all__)
def test_public_names_resolve(name: str) -> None:
    """Every public name leads to something, and is listed before it is loaded."""
    assert name in dir(govsim)
    assert getattr(govsim, name) is not None


def test_unknown_name_is_an_attribute_error() -> None:
    """A name that does not exist is refused as Python refuses it."""
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = govsim.nonsense


def test_version_is_the_distribution_s() -> None:
    """The version is said once, in pyproject.toml, and both the package and the citation agree."""
    assert govsim.__version__ == version("govsim")
    citation = Path(__file__).parents[1].joinpath("CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {govsim.__version__}\n" in citation


def test_help_names_every_command() -> None:
    """`govsim --help` lists the commands of this release."""
    printed = _python("-m", "govsim", "--help")
    listed = [line.split()[0] for line in printed.partition("Commands:\n")[2].splitlines()]
    assert set(listed) == COMMANDS


def test_entry_point_is_the_command_line() -> None:
    """The installed `govsim` starts govsim.cli.main."""
    scripts = distribution("govsim").entry_points.select(group="console_scripts")
    assert {script.name: script.value for script in scripts} == {"govsim": "govsim.cli:main"}


def _pinned(lock: str) -> list[str]:
    lines = Path(__file__).parents[1].joinpath(lock).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith((" ", "#"))]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_names_no_address(lock: str) -> None:
    """A lock holds versions and hashes only, never where they came from."""
    lines = Path(__file__).parents[1].joinpath(lock).read_text(encoding="utf-8").splitlines()
    pinned = _pinned(lock)
    assert len(pinned) > 50
    for line in pinned:
        requirement = line.split(";")[0].rstrip("\\ ")
        assert re.fullmatch(r"[a-z0-9-]+==[0-9a-z.]+", requirement), line
        assert line.endswith(" \\"), f"{line} has no hash"
    assert not [line for line in lines if "://" in line or line.startswith("-")]


def test_what_runs_is_what_is_tested() -> None:
    """The lock of running holds nothing that the lock of the tests does not hold in the same version."""
    runs, tested = (
        {line.split()[0] for line in _pinned(lock)} for lock in ("requirements.lock", "requirements-dev.lock")
    )
    assert runs < tested


def test_browser_packages_are_named_with_hashes_and_no_address() -> None:
    """The npm lock holds exact versions and hashes, never where they came from."""
    lock = json.loads(Path(__file__).parents[1].joinpath("tools/assets/package-lock.json").read_text("utf-8"))
    packages = {name: said for name, said in lock["packages"].items() if name}
    assert {"node_modules/echarts", "node_modules/requirejs"} <= set(packages)
    for name, said in packages.items():
        assert said["integrity"].startswith("sha512-"), name
        assert "resolved" not in said, name


def test_the_wheel_carries_pages_texts_and_browser_files(tmp_path: Path) -> None:
    """What the app reads at run time is in a built wheel: scripts, texts, lessons and files of others."""
    root = Path(__file__).parents[1]
    if not (root / "src/govsim/app/static/cdn").is_dir():
        pytest.skip("the browser files are not here: make assets")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(root)],
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    source = root / "src"
    wanted = {
        file.relative_to(source).as_posix()
        for file in (source / "govsim/app").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert any("/static/cdn/" in name for name in wanted)
    assert wanted <= names

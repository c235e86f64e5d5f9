"""Write a starter scenario file."""

import os
import tempfile
from pathlib import Path

from govsim.scenario.cities import city_problem
from govsim.scenario.errors import Problem, ScenarioError, nearest, show, suggestion
from govsim.scenario.render import scalar
from govsim.scenario.shipped import label, shipped

_STARTER = """\
# A govsim scenario. It inherits what it does not say; `govsim explain KEY` explains any key.
# Check it with:  govsim validate {name}
# Run it with:    govsim compare {name}

extends: {template}

title:
  en: {title}
  zh: null          # Chinese title, if you want one

{city}
# Length of a run and its warm-up, in days.
#days: 365
#warmup_days: 60

# Residents that one simulated resident stands for: 1 is everybody, 10 is quicker.
#scale: 10

casework:
  # Share of information lost per tier that a file climbs.
  #alpha: 0.10
  # Probability that one more office whose consent is needed gives it.
  #kappa: 0.50

contagion:
  # Probability per day that one mobilised acquaintance mobilises a resident.
  #beta: 0.010

regimes:
  # Change a regime by naming what differs, or write your own under a new name.
  #municipal: {{staff: {{community: 0.50, street: 0.20, city: 0.30}}}}

compare:
  # The first regime is the one that the others are compared with.
  #regimes: [county, municipal]
  #replicates: 10
"""

_SET_CITY = """\
# A Chinese city by name or code, see `govsim cities`.
city:
  real: {city}
  invented: null
"""

_KEEP_CITY = """\
# A Chinese city by name or code, see `govsim cities`; without it, the city of {template}.
#city: 兰州
"""


def write_new(path: str | Path, template: str = "quickstart", city: str | None = None) -> Path:
    """Write a commented scenario file that extends a shipped one.

    Parameters
    ----------
    path : str or pathlib.Path
        The file to write; it must not exist.
    template : str
        The shipped scenario to extend.
    city : str, optional
        A real city to set in it: name, pinyin or code.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    ScenarioError
        If the file exists or cannot be written, or template or city are unknown. Nothing is left behind.
    """
    target = Path(path)
    name = label(target)
    ships = shipped()
    if target.name in ships:
        message = f"a shipped scenario has this name, and would be read instead: write {target.name}.yaml"
        raise ScenarioError([Problem(name, None, None, "", message, target.name)])
    if template not in ships:
        close = nearest(template, ships)
        message = f"unknown template {show(template)}{suggestion(close, list(ships))}"
        raise ScenarioError([Problem("", None, None, "", message, show(template), ", ".join(ships), close)])
    if city is not None and (problem := city_problem(city)) is not None:
        raise ScenarioError([Problem("", None, None, "", problem, show(city))])
    text = _STARTER.format(
        name=target.name,
        template=template,
        title=scalar(target.stem.replace("_", " ").replace("-", " ").strip().capitalize() or "My scenario"),
        city=_SET_CITY.format(city=scalar(city)) if city else _KEEP_CITY.format(template=template),
    )
    try:
        _write_once(target, text)
    except FileExistsError:
        raise ScenarioError(
            [Problem(name, None, None, "", "the file exists already and is left as it is")]
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError([Problem(name, None, None, "", f"cannot be written: {reason}")]) from None
    return target


def _write_once(target: Path, text: str) -> None:
    """Write a file under a temporary name and move it, unless it exists.

    Raises
    ------
    FileExistsError
        If there is such a file.
    """
    if target.exists() or target.is_symlink():
        raise FileExistsError
    handle, temporary = tempfile.mkstemp(prefix=".govsim-", suffix=".yaml", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(temporary).chmod(0o644)
        try:
            # A link fails where the name is taken, which a rename does not.
            os.link(temporary, target)
        except FileExistsError:
            raise
        except OSError:
            if target.exists():
                raise FileExistsError from None
            Path(temporary).replace(target)
    finally:
        Path(temporary).unlink(missing_ok=True)

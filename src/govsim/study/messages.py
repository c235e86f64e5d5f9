"""Messages about a study file that come from its scenario."""

from collections.abc import Iterator, Mapping
from typing import Any

from govsim.scenario.errors import KeyPath, Problem, SchemaProblem, nearest, suggestion
from govsim.scenario.explain import all_keys
from govsim.scenario.fields import spot_at
from govsim.scenario.schema import Scenario


def message_of(problem: Problem) -> str:
    """Return what a scenario has to say of a key of its own."""
    return f"{problem.key}: {problem.message}" if problem.key else problem.message


def inside(changes: Mapping[str, Any], key: str) -> KeyPath:
    """Return where in a mapping of changes a key of the scenario stands, as far as it stands there.

    Examples
    --------
    >>> inside({"shocks.flood": {"day": 3}, "days": 9}, "shocks.flood.day")
    ('shocks.flood', 'day')
    >>> inside({"days": 9}, "warmup_days")
    ()
    """
    for name, value in changes.items():
        if key == name or key.startswith(f"{name}."):
            path: KeyPath = (name,)
            here = value
            for step in key[len(name) + 1 :].split("."):
                if not isinstance(here, Mapping) or step not in here:
                    break
                path, here = (*path, step), here[step]
            return path
    return ()


def key_problems(key: str, path: KeyPath, also: tuple[str, ...] = ()) -> Iterator[SchemaProblem]:
    """Yield what is wrong with the name of a single value of a scenario.

    Parameters
    ----------
    key : str
    path : tuple
        Where it stands in the study file.
    also : tuple of str
        Further names that are offered.
    """
    spot = spot_at(Scenario, tuple(key.split(".")))
    if key == "seed":
        message = "each world has a seed of its own, drawn from the study's: vary replicates"
        yield SchemaProblem(path, found=key, message=message)
    elif spot is None:
        near = nearest(key, (*also, *all_keys()))
        message = f"found {key!r}, which is no key of a scenario{suggestion(near)}"
        yield SchemaProblem(path, found=key, message=message)
    elif spot.section is not None or spot.is_table or spot.is_list:
        yield SchemaProblem(path, found=key, message=f"{key!r} is a section or a list, not a single value")

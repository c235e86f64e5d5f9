"""``govsim compare`` and ``govsim run``: scenarios come alive."""

import json
import shlex
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from govsim.commands.progress import shown_progress

if TYPE_CHECKING:
    from govsim.conflict.docket import Disputes
    from govsim.experiment import Comparison
    from govsim.scenario import Scenario

LOST = 1
"""Exit code when worlds were lost."""

_MOST_EVENTFUL = "most-eventful"
"""What ``--story`` tells without a key."""

File = Annotated[
    str,
    typer.Argument(metavar="FILE", help="Scenario file, or name of a shipped scenario.", show_default=False),
]
Seed = Annotated[int | None, typer.Option(help="Root seed of the dice.", show_default=False)]
Days = Annotated[int | None, typer.Option(help="Days to live through, warm-up included.", show_default=False)]
Scale = Annotated[
    float | None, typer.Option(help="Residents that one simulated resident stands for.", show_default=False)
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Another value for a key; repeatable.", show_default=False
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Directory to write everything to.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, and nothing else.")]


class _Run(TyperCommand):
    """A command whose option ``--story`` may stand without a value."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give a bare ``--story`` its value."""
        args = list(args)
        for place, word in enumerate(args):
            following = args[place + 1 : place + 2]
            if word == "--story" and not (following and _is_key(following[0])):
                args[place] = f"--story={_MOST_EVENTFUL}"
        return super().parse_args(ctx, args)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(compare)
    app.command(cls=_Run)(run)


def compare(
    file: File,
    *,
    regimes: Annotated[
        str | None,
        typer.Option(
            metavar="A,B,...", help="Regimes; differences are against the first.", show_default=False
        ),
    ] = None,
    replicates: Annotated[int | None, typer.Option(help="Number of worlds.", show_default=False)] = None,
    seed: Seed = None,
    days: Days = None,
    scale: Scale = None,
    settings: Settings = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes. By default one for each core.", show_default=False)
    ] = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Compare regimes on the same worlds.

    Every regime meets the same city, people, shocks and luck, so that what differs is the regime's doing.
    """
    names = None if regimes is None else [name.strip() for name in regimes.split(",")]
    options = {"--regimes": ("compare.regimes", names), "--replicates": ("compare.replicates", replicates)}
    scenario = _load(file, settings, options | _common(seed, days, scale))
    _check(out)
    from govsim.experiment import ExperimentError
    from govsim.experiment import compare as compare_regimes

    again = shlex.join(["govsim", "run", file, *_repeated(days, scale, settings)])
    try:
        with shown_progress("worlds") as progress:
            comparison = compare_regimes(scenario, workers=workers, progress=progress)
    except ExperimentError as error:
        for failure in error.failures:
            typer.echo(f"error: {failure.told(tuple(scenario.compare.regimes), again)}", err=True)
        raise typer.Exit(LOST) from None
    _save(comparison, out)
    _tell(comparison, as_json=as_json)
    for failure in comparison.failures:
        typer.echo(f"error: {failure.told(comparison.regimes, again)}", err=True)
    if comparison.failures:
        raise typer.Exit(LOST)


def run(
    file: File,
    *,
    regime: Annotated[
        str | None, typer.Option(help="By default the first that the scenario compares.", show_default=False)
    ] = None,
    seed: Seed = None,
    days: Days = None,
    scale: Scale = None,
    settings: Settings = None,
    out: Out = None,
    as_json: Json = False,
    story: Annotated[
        str | None,
        typer.Option(
            metavar="[KEY]",
            help="Tell the story of a dispute, by its hexadecimal key; without one, of the most eventful.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Live through one world under one regime."""
    key = _story_key(story)
    options = {"--regime": ("compare.regimes", None if regime is None else [regime])}
    scenario = _load(file, settings, options | _common(seed, days, scale))
    scenario = scenario.replace({"compare": {"regimes": scenario.compare.regimes[:1], "replicates": 1}})
    _check(out)
    from datetime import UTC, datetime

    from govsim.experiment import Comparison, provenance, result_of
    from govsim.model import CityModel

    (name,) = scenario.compare.regimes
    started, clock = datetime.now(UTC).astimezone(), time.perf_counter()
    with shown_progress("days") as progress:
        model = CityModel(scenario, name)
        model.run(lambda day: progress(day, 0, scenario.days, None))
    seconds = time.perf_counter() - clock
    told = None if story is None else _story(model.disputes, key)
    result = result_of(model, seconds=seconds)
    comparison = Comparison(
        scenario, (name,), (result,), (), provenance(scenario, (result.seed,), 1, started, seconds)
    )
    _save(comparison, out)
    dials = comparison.provenance.moved.get(name, {})
    if as_json:
        further = ({"moved": dials} if dials else {}) | ({} if told is None else {"story": told})
        _print_json(_run_as_data(comparison) | further)
        return
    from govsim.report import print_run

    print_run(result, comparison.title, sys.stdout)
    for parameter, value in dials.items():
        typer.echo(
            f"{parameter} is {value['effective']:.4g} under this regime, {value['written']:g} as written"
        )
    if told is not None:
        typer.echo(f"\n{told}")


type _Option = tuple[str, Any]
"""The key of a scenario that an option sets, and the value given, None without one."""


def _common(seed: int | None, days: int | None, scale: float | None) -> dict[str, _Option]:
    return {"--seed": ("seed", seed), "--days": ("days", days), "--scale": ("scale", scale)}


def _load(file: str, settings: Sequence[str] | None, options: dict[str, _Option]) -> "Scenario":
    """Load a scenario with everything that the command line changes.

    Raises
    ------
    ScenarioError
        With every problem; options are called as they are on the command line.
    """
    from dataclasses import replace

    from govsim.scenario import Problem, Scenario, ScenarioError, parse_settings

    given = {key: value for key, value in options.values() if value is not None}
    values = parse_settings(settings or ())
    twice = [(option, key) for option, (key, value) in options.items() if value is not None and key in values]
    if twice:
        raise ScenarioError(
            Problem(option, None, None, "", f"--set {key} gives the same key") for option, key in twice
        )
    try:
        return Scenario.load(file, values | given)
    except ScenarioError as error:
        spoken = {f"--set {key}": option for option, (key, value) in options.items() if value is not None}
        raise ScenarioError(
            replace(problem, file=spoken[problem.file], key="") if problem.file in spoken else problem
            for problem in error.problems
        ) from None


def _check(out: Path | None) -> None:
    if out is not None:
        from govsim.experiment import check_directory

        check_directory(out)


def _repeated(days: int | None, scale: float | None, settings: Sequence[str] | None) -> list[str]:
    """Return the options that a repetition of one world needs."""
    words = [] if days is None else ["--days", str(days)]
    words += [] if scale is None else ["--scale", f"{scale:g}"]
    for setting in settings or ():
        words += ["--set", setting]
    return words


def _tell(comparison: "Comparison", *, as_json: bool) -> None:
    if as_json:
        _print_json(comparison.to_dict())
        return
    from govsim.report import print_comparison

    print_comparison(comparison, sys.stdout)


def _print_json(data: dict[str, Any]) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False))


def _run_as_data(comparison: "Comparison") -> dict[str, Any]:
    data = comparison.to_dict()
    (regime,) = comparison.regimes
    return {key: data[key] for key in ("scenario", "seed", "days", "scale")} | {
        "regime": regime,
        "outcomes": {
            name: {
                "unit": outcome["unit"],
                "better": outcome["better"],
                "value": outcome["by_regime"][regime],
            }
            for name, outcome in data["outcomes"].items()
        },
    }


def _save(comparison: "Comparison", out: Path | None) -> None:
    if out is None:
        return
    from govsim.report import save

    save(comparison, out)
    typer.echo(f"wrote {out}", err=True)


def _is_key(text: str) -> bool:
    try:
        return 0 <= int(text, 16) < 2**64
    except ValueError:
        return False


def _story_key(story: str | None) -> int | None:
    """Return the key of the dispute to tell of, None for the most eventful.

    Raises
    ------
    typer.BadParameter
        If it is no hexadecimal number of 64 bits.
    """
    if story in (None, _MOST_EVENTFUL):
        return None
    if not _is_key(str(story)):
        raise typer.BadParameter(
            f"found {story!r}, allowed the hexadecimal key of a dispute", param_hint="--story"
        )
    return int(str(story), 16)


def _story(disputes: "Disputes", key: int | None) -> str:
    """Tell the story of a dispute.

    Raises
    ------
    typer.BadParameter
        If there is none with this key.
    """
    if key is None:
        key = most_eventful(disputes)
        if key is None:
            return "No dispute arose."
    try:
        return disputes.story(key)
    except KeyError as error:
        raise typer.BadParameter(error.args[0], param_hint="--story") from None


def most_eventful(disputes: "Disputes") -> int | None:
    """Return the key of the dispute to which most has happened, None if there is no dispute."""
    import numpy as np

    from govsim.state import N_EVENTS

    state = disputes.state
    happened = np.bincount(state.log["dispute"][: state.counters[N_EVENTS]], minlength=max(len(disputes), 1))[
        : len(disputes)
    ]
    happened = np.where(disputes.column("alarm") != 0, 0, happened)
    return int(disputes[int(happened.argmax())].key) if happened.any() else None

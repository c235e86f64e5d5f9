"""What a classroom may ask for: more is refused before it costs anything."""

from typing import TYPE_CHECKING

from govsim.app.engine.requests import RefusedError, RunRequest

if TYPE_CHECKING:
    from govsim.scenario import Scenario

TEXT_BYTES = 256 * 1024
"""Of a scenario file."""

DAYS = 1_100
RESIDENTS = 600_000
"""Simulated ones: residents of the city over the scale."""

CASES = 400_000
"""Disputes expected in a run."""

UNITS = 4_000
"""Communities of the city."""

WORLDS = 60
CHANGES = 40
OPEN_PER_OWNER = 12
"""Tickets that one owner may hold that are not final."""

OPEN = 400
"""Tickets of all owners that are not final."""

SECONDS = {"check": 30.0, "read": 60.0, "live": 300.0}
"""That a job of each kind may take, before its process is ended."""

MEMORY_BYTES = 6 * 1024**3
"""Of address space that a worker may map; compiled code maps much that it never uses."""


def check_text(text: str) -> None:
    """Refuse a text that is too large, before anybody reads it.

    Raises
    ------
    RefusedError
    """
    if len(text) > TEXT_BYTES or len(text.encode("utf-8", "surrogatepass")) > TEXT_BYTES:
        raise RefusedError(
            f"The scenario is larger than {TEXT_BYTES // 1024} KB, which no scenario needs.",
            f"情景文件超过 {TEXT_BYTES // 1024} KB,没有情景需要这么大。",
        )


def check_request(request: RunRequest) -> None:
    """Refuse what can be seen to be too much without reading the scenario.

    Raises
    ------
    RefusedError
    """
    check_text(request.scenario)
    if request.days is not None and not 1 <= request.days <= DAYS:
        raise _too_many_days(request.days)
    if not 0 <= request.seed < 2**63:
        raise RefusedError("The seed must be from 0 to 2^63 - 1.", "种子须在 0 到 2^63 - 1 之间。")
    if len(request.changes) > CHANGES:
        raise RefusedError(f"At most {CHANGES} changes of levers.", f"最多允许 {CHANGES} 次调整。")
    if any(len(key) > 200 or len(value) > 2_000 for _, key, value in request.changes):
        raise RefusedError("A change is one key and one value.", "每次调整只能是一个键和一个值。")


def check_worlds(n: int) -> None:
    """Refuse more worlds than a class can wait for.

    Raises
    ------
    RefusedError
    """
    if not 2 <= n <= WORLDS:
        raise RefusedError(f"From 2 to {WORLDS} worlds.", f"世界数须在 2 到 {WORLDS} 之间。")


def check_scenario(scenario: "Scenario") -> None:
    """Refuse a run that would take too long, before its city is built.

    Raises
    ------
    RefusedError
    """
    from govsim.city import build_territory

    if scenario.days > DAYS:
        raise _too_many_days(scenario.days)
    invented = scenario.city.invented
    if invented is not None:
        _check_units(invented.counties * invented.streets * invented.communities)
    territory = build_territory(scenario)
    _check_units(len(territory.communities))
    simulated = territory.population / scenario.scale
    if simulated > RESIDENTS:
        least = territory.population / RESIDENTS
        raise RefusedError(
            f"{simulated:,.0f} simulated residents are too many for the classroom (at most {RESIDENTS:,}): "
            f"set scale to {least:.0f} or more.",
            f"课堂最多模拟 {RESIDENTS:,} 位居民,现为 {simulated:,.0f}:请将 scale 设为 {least:.0f} 以上。",
        )
    cases = scenario.disputes.claims_per_1000 / 1000.0 * territory.population * scenario.days / 365.0
    if cases > CASES:
        raise RefusedError(
            f"{cases:,.0f} disputes are too many for the classroom (at most {CASES:,}): "
            "choose fewer days or a smaller city.",
            f"课堂最多模拟 {CASES:,} 起纠纷,现为 {cases:,.0f}:请减少天数或选择较小的城市。",
        )


def _check_units(number: int) -> None:
    if number > UNITS:
        raise RefusedError(
            f"{number:,} communities are too many for the classroom (at most {UNITS:,}).",
            f"课堂最多允许 {UNITS:,} 个社区,现为 {number:,}。",
        )


def _too_many_days(days: int) -> RefusedError:
    return RefusedError(
        f"A run has from 1 to {DAYS:,} days here, found {days:,}.",
        f"天数须在 1 到 {DAYS:,} 之间,现为 {days:,}。",
    )

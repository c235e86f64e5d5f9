"""Write docs/reference/calibration.md: runs of the shipped scenarios beside published figures.

Two tables: what quickstart and the five pilot cities give under the county regime, and the same city at
five scales. Takes some minutes.
"""

import sys
import time
from pathlib import Path

import numpy as np

from govsim import CityModel, Scenario, build_city

OUT = Path(__file__).parents[1] / "docs" / "reference" / "calibration.md"
CITIES = ("quickstart", "lanzhou", "chengdu", "hangzhou", "fuzhou", "shenzhen")
SEEDS = (1, 2, 3)
SCALES = (100, 30, 10, 3, 1)
FIGURES = {
    "disputes.mediation": ("mediations per 1,000 residents and year", "10.6 (2022)", "fitted"),
    "disputes.formal": ("of these, formal stage", "", "not fitted"),
    "disputes.petition": ("of these, petition", "", "not fitted"),
    "disputes.collective": ("of these, collective action", "", "not fitted"),
    "resolution_days_median": (
        "median days from entry to resolution",
        "13.9 (mean, 2023)",
        "service time fitted",
    ),
    "first_time_share": ("resolved for good at the first attempt", "", "not fitted"),
    "resolved_share": ("resolved for good", "", "not fitted"),
    "reported_share": ("reported as resolved", ".95 to .99", "not fitted"),
    "staff_used_share": ("slots in use", ".85 (stylised)", "fitted"),
    "crossing_share": ("touch several counties", "", "not fitted"),
}
SCALED = (
    "disputes.mediation",
    "resolved_share",
    "wait_days_mean",
    "spilled_share",
    "crossing_share",
    "outbreaks",
    "supporters_mean",
    "grievance_mean",
    "trust.mean",
)


def runs(name: str, scale: float, seeds: tuple[int, ...]) -> dict[str, np.ndarray]:
    """Return every outcome of a scenario under the county regime, by seed."""
    start = time.perf_counter()
    scenario = Scenario.load(name, {"scale": scale} if name != "quickstart" else {})
    cities = ((seed, build_city(scenario, seed)) for seed in seeds)
    found = [CityModel(scenario, "county", seed, city).run().outcomes() for seed, city in cities]
    print(f"{name} 1:{scale:g} {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    return {key: np.array([row[key] for row in found]) for key in found[0]}


def cell(values: np.ndarray) -> str:
    """Return mean and standard error."""
    return f"{values.mean():.4g} ± {values.std(ddof=1) / np.sqrt(values.size):.1g}"


def main() -> None:
    """Run and write."""
    cities = {name: runs(name, 100, SEEDS) for name in CITIES}
    lines = [
        "# Calibration, measured",
        "",
        "Written by `python tools/write_calibration.py`. County regime, one year, mean ± standard error over",
        f"seeds {SEEDS[0]} to {SEEDS[-1]}. Cities at 1:100, quickstart at 1:1. What they mean is told in",
        "[Validation](../validation.md).",
        "",
        "| | published | in the model | " + " | ".join(CITIES) + " |",
        "|---" * (3 + len(CITIES)) + "|",
    ]
    for key, (label, published, role) in FIGURES.items():
        row = " | ".join(cell(cities[name][key]) for name in CITIES)
        lines.append(f"| {label} | {published} | {role} | {row} |")
    seeds = tuple(range(1, 7))
    scales = {scale: runs("lanzhou", scale, seeds) for scale in SCALES}
    lines += [
        "",
        "## The same city at five scales",
        "",
        f"Lanzhou, county regime, {len(seeds)} worlds at each scale, mean ± standard error. Worlds of",
        "different scales are different people.",
        "",
        "| | " + " | ".join(f"1:{scale}" for scale in SCALES) + " |",
        "|---" * (1 + len(SCALES)) + "|",
    ]
    for key in SCALED:
        lines.append(f"| `{key}` | " + " | ".join(cell(scales[scale][key]) for scale in SCALES) + " |")
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

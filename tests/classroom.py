"""Scenarios and requests for tests of the classroom app."""

from pathlib import Path

from govsim.app.engine import RunRequest

TINY = """
title: {en: Tiny, zh: 小城}
city:
  invented: {name: Tiny, counties: 3, streets: 2, communities: 2, population: 1200}
days: 60
warmup_days: 10
scale: 1
seed: 5
disputes:
  claims_per_1000: 300
"""

LONG = TINY.replace("population: 1200", "population: 400000").replace("days: 60", "days: 400")
"""A run of many seconds."""


def request(regime="county", seed=5, text=TINY, **further):
    """Return a request for a tiny run."""
    return RunRequest(text, regime, seed, **further)


def shipped(name):
    """Return the text of a shipped scenario."""
    return (Path(__file__).parents[1] / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8")


def answer(ticket, seconds=240):
    """Wait for a ticket and return its result."""
    assert ticket.wait(seconds), (ticket.state, ticket.stage, ticket.progress)
    assert ticket.state == "done", ticket.error
    return ticket.result

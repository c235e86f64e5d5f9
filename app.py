"""The classroom app. ``make app`` starts it, as do ``govsim app`` and ``solara run app.py``."""

from govsim.app.entry import Page, routes

__all__ = ["Page", "routes"]

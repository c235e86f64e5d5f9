"""The pages of the classroom app."""

from govsim.app.pages.root import Page, routes

__all__ = ["Page", "routes"]

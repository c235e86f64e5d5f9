"""What Solara starts: the pages, and the end of what a page that is closed still waits for."""

from collections.abc import Callable

import solara
import solara.lab

from govsim.app.pages import Page, routes
from govsim.app.server import shared
from govsim.app.settings import settle

settle()


def _greet() -> Callable[[], None]:
    """Note who has come, and return what is done when they leave."""
    owner = solara.get_kernel_id()
    return lambda: shared().engine.leave(owner)


solara.lab.on_kernel_start(_greet)
# The processes start up while the first page is fetched.
shared()

__all__ = ["Page", "routes"]

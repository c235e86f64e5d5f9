"""The one widget of the app: a module of `govsim/app/browser` and what it is given.

Modules are served as files and not sent through the kernel, so that they can import each other and are
fetched once, whatever the number of widgets. They draw with text and canvases alone, never with markup
from data.
"""

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

_LOADER = """
const island = import(new URL("/static/assets/govsim/island.js", location.origin).href);
export default { render: async (context) => (await island).mount(context) };
"""

Heard = Callable[[str, dict[str, Any]], None]
"""What is called with the kind of a message and its body."""


class Island(anywidget.AnyWidget):
    """One module of the browser, mounted in the page.

    Parameters
    ----------
    module : str
        Name of the module.
    props : dict
        Small plain data; sent anew whenever any of it changes.
    blobs : dict of str to bytes
        Packed replays, sent as they are and only when they change.
    texts : dict
        Texts by language and key; given once, by the shell.
    """

    _esm = _LOADER

    module = traitlets.Unicode().tag(sync=True)
    props = traitlets.Dict().tag(sync=True)
    blobs = traitlets.Dict().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    heard = traitlets.Callable(None, allow_none=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.on_msg(self._hear)

    def _hear(self, _: Any, content: Any, __: Any) -> None:
        """Pass a message on. It comes from a browser, so its form is not taken for granted."""
        heard: Heard | None = self.heard
        if heard is not None and isinstance(content, dict) and isinstance(content.get("kind"), str):
            heard(content["kind"], {name: value for name, value in content.items() if name != "kind"})

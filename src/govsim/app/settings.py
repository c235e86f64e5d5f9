"""How Solara is set up: offline, quiet, and forgetting those who have left."""

import os
import warnings
from pathlib import Path

STATIC = Path(__file__).parent / "static"
"""What the browser needs of others; made by ``make assets`` and shipped in the wheel."""

BROWSER = Path(__file__).parent / "browser"
"""What the browser needs of ours."""

MISSING = (
    "the files that the browser needs are not installed: run `make assets` in the source folder "
    "(with npm, or with the Python package solara-assets)"
)


def environment() -> dict[str, str]:
    """Return the variables that Solara reads when it is imported; those that are set already count."""
    return {
        "SOLARA_ASSETS_PROXY_CACHE_DIR": str(STATIC / "cdn"),
        "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
        "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
        "SOLARA_THEME_SHOW_BANNER": "False",
        "SOLARA_THEME_TITLE": "govsim",
        "SOLARA_MODE": "production",
        # Who leaves without goodbye (a phone that falls asleep) finds the page again for so long.
        "SOLARA_KERNEL_CULL_TIMEOUT": "5m",
    }


def is_complete() -> bool:
    """Whether the browser's files are there."""
    return (STATIC / "cdn").is_dir() and (STATIC / "assets").is_dir()


def settle() -> None:
    """Set Solara up, whether it has been imported already (``solara run app.py``) or not.

    Raises
    ------
    FileNotFoundError
        If the browser's files are not there.
    """
    if not is_complete():
        raise FileNotFoundError(MISSING)
    wanted = {name: value for name, value in environment().items() if name not in os.environ}
    os.environ.update(wanted)
    # A page on the trainer's own machine, or in a class, is in no frame of another site.
    warnings.filterwarnings(
        "ignore", message="Cookies with samesite=none require https", category=UserWarning
    )
    import solara.server.settings as solara

    solara.assets.proxy_cache_dir = Path(os.environ["SOLARA_ASSETS_PROXY_CACHE_DIR"])
    solara.assets.extra_locations = [str(STATIC / "assets"), str(BROWSER)]
    solara.assets.fontawesome_enabled = False
    solara.telemetry.mixpanel_enable = False
    solara.theme.show_banner = False
    solara.theme.title = "govsim"
    solara.kernel.cull_timeout = os.environ["SOLARA_KERNEL_CULL_TIMEOUT"]

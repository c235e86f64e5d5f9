"""The independent packages that tests compare with, imported in silence."""

import warnings

with warnings.catch_warnings():
    # Their modules warn when they are compiled; nothing here can act on it.
    warnings.simplefilter("ignore")
    import ciw
    import EoN as eon  # noqa: N813 - a module, which is written in small letters elsewhere
    from ndlib.models import ModelConfig
    from ndlib.models import epidemics as ndlib

__all__ = ["ModelConfig", "ciw", "eon", "ndlib"]

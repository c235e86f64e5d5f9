"""What the pages are made of: one widget that hands data to the browser and hears what people do."""

from govsim.app.components.island import Island

__all__ = ["Island"]

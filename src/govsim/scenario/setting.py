"""How a key of the scenario schema is declared."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue


class Section(BaseModel):
    """A frozen part of a scenario that refuses unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, strict=False, validate_default=False
    )


def setting(
    default: Any,
    meaning: str,
    *,
    unit: str | None = None,
    basis: Literal["sourced", "stylised", "choice"] = "stylised",
    source: str | None = None,
    **limits: Any,
) -> Any:
    """Declare one key.

    Parameters
    ----------
    default
        Its default; ``...`` where a value must be given.
    meaning
        One sentence.
    unit
        Unit of measurement; empty for pure numbers.
    basis
        ``"sourced"`` (measured or statutory, see `source`), ``"stylised"`` (to be swept, not believed)
        or ``"choice"`` (a choice of whoever runs the model, not a claim about the world).
    source
        Where a figure comes from.
    **limits
        Limits as `pydantic.Field` takes them (``ge``, ``le``, ``min_length`` ...).
    """
    extra: dict[str, JsonValue] = {
        key: value for key, value in (("unit", unit), ("basis", basis), ("source", source)) if value
    }
    return Field(default, description=meaning, json_schema_extra=extra, **limits)


class Text(Section):
    """A text shown to people, in English and Chinese."""

    en: str = setting(..., "English text.", basis="choice", min_length=1)
    zh: str | None = setting(None, "Chinese text; the English one where it is empty.", basis="choice")

    def in_language(self, language: str) -> str:
        """Return the text in ``"zh"`` or ``"en"``."""
        return self.zh if language == "zh" and self.zh else self.en

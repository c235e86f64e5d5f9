"""The sections of a study file that put claims to the test: settings, contrasts and flips."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from govsim.scenario.regime import TypeName
from govsim.scenario.setting import Section, Text, setting


class NamedSetting(Section):
    """A setting: changes of the scenario that go together."""

    name: Text | None = setting(None, "What reports call it.", basis="choice")
    extends: str | None = setting(
        None, "Name of a setting whose changes come before its own.", basis="choice", min_length=1
    )
    set: dict[str, Any] = setting({}, "Other values for keys of the scenario.", basis="choice")


class Arm(Section):
    """Where an outcome is taken: a setting under a regime."""

    regime: str = setting(..., "Name of a regime.", basis="choice", min_length=1)
    # Last in the class: from here on its name hides the function that declares keys.
    setting: str = setting(..., "Name of a setting.", basis="choice", min_length=1)


class Term(Arm):
    """An outcome in a setting under a regime, with its weight in a sum."""

    weight: float = setting(..., "Weight in the sum.", basis="choice")


class Contrast(Section):
    """A weighted sum of an outcome over settings and regimes, and on which side of zero a claim puts it."""

    name: TypeName | None = setting(None, "By which flips call it.", basis="choice")
    says: Text = setting(..., "What it would mean if it lay on the claimed side.", basis="choice")
    outcome: str = setting(
        ..., "The outcome, one of those that the study names.", basis="choice", min_length=1
    )
    side: Literal["above", "below"] = setting(
        ..., "On which side of zero the claim puts the sum.", basis="choice"
    )
    plus: Arm | None = setting(None, "What counts once, of a difference.", basis="choice")
    minus: Arm | None = setting(None, "What is taken off, of a difference.", basis="choice")
    terms: list[Term] | None = setting(
        None, "In place of plus and minus: any weighted sum.", basis="choice", min_length=1, max_length=100
    )

    @property
    def sum(self) -> tuple[Term, ...]:
        """The terms, a difference written out as two."""
        if self.terms is not None:
            return tuple(self.terms)
        pair = ((self.plus, 1.0), (self.minus, -1.0))
        return tuple(
            Term(setting=arm.setting, regime=arm.regime, weight=weight) for arm, weight in pair if arm
        )


class Flip(Section):
    """A contrast followed along a key of the scenario to where its sign changes."""

    contrast: str = setting(..., "Name of a contrast of the same claim.", basis="choice", min_length=1)
    key: str = setting(..., "Dotted key of the scenario.", basis="choice", min_length=1)
    name: Text | None = setting(None, "What reports call the key.", basis="choice")
    values: list[Any] = setting(
        ..., "Values of the key, ascending, put over every setting of the contrast.", basis="choice",
        min_length=2, max_length=1000,
    )  # fmt: skip


class Claim(Section):
    """A claim: contrasts that all have to hold, and along what they may flip."""

    name: str = setting(..., "Short name.", basis="choice", min_length=1)
    says: Text = setting(..., "The claim.", basis="choice")
    contrasts: list[Contrast] = setting(
        ..., "What it is measured by.", basis="choice", min_length=1, max_length=100
    )
    flips: list[Flip] = setting([], "Along what contrasts are followed.", basis="choice", max_length=100)

    def contrast(self, name: str) -> Contrast:
        """Return a contrast by its name.

        Raises
        ------
        KeyError
            If the claim has none of that name.
        """
        for one in self.contrasts:
            if one.name == name:
                return one
        raise KeyError(name)

    def arms(self) -> Iterator[tuple[Arm, str, Any]]:
        """Yield every arm that the claim needs, with the key and the value put over it, ``""`` without."""
        for contrast in self.contrasts:
            yield from ((term, "", None) for term in contrast.sum)
        for flip in self.flips:
            for value in flip.values:
                yield from ((term, flip.key, value) for term in self.contrast(flip.contrast).sum)


def lineage(settings: Mapping[str, NamedSetting], name: str) -> list[str]:
    """Return a setting and those that it extends, itself first, as far as they are there and differ."""
    chain: list[str] = []
    here: str | None = name
    while here is not None and here in settings and here not in chain:
        chain.append(here)
        here = settings[here].extends
    return chain


def changes_of(settings: Mapping[str, NamedSetting], name: str) -> dict[str, Any]:
    """Return the changes of a setting, those that it extends before its own.

    Parameters
    ----------
    settings : mapping of NamedSetting
        By name.
    name : str

    Examples
    --------
    >>> settings = {"a": NamedSetting(set={"days": 9}), "b": NamedSetting(extends="a", set={"scale": 2})}
    >>> changes_of(settings, "b")
    {'days': 9, 'scale': 2}
    """
    changes: dict[str, Any] = {}
    for one in reversed(lineage(settings, name)):
        changes |= settings[one].set
    return changes


def cell_name(setting: str, key: str = "", value: Any = None) -> str:
    """Return the name of a setting in rows, with a key that is put over it.

    Examples
    --------
    >>> cell_name("pooled", "casework.load", 1.5)
    'pooled, casework.load=1.5'
    """
    from govsim.scenario.errors import show

    return f"{setting}, {key}={show(value)}" if key else setting

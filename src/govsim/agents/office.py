"""Government offices: they decide what becomes of the files that failed, ran late or grew."""

from typing import Any, NamedTuple, Self

from govsim.agents.station import File, Station
from govsim.governance.casework import END, HOLD, REFER, SPEAK
from govsim.governance.routing import NO_TIER
from govsim.governance.tray import DEADLINE, FAILURE
from govsim.state import ORGANIZATION


class Decision(NamedTuple):
    """What an office does with a file.

    Attributes
    ----------
    action : int
        ``HOLD`` (queue it again), ``REFER``, ``SPEAK`` (refer it, one class of severity higher) or ``END``
        (it leaves the city).
    tier : int
        Tier it is referred to, -1 otherwise.
    """

    action: int
    tier: int = NO_TIER

    @classmethod
    def hold(cls) -> Self:
        """Try again."""
        return cls(HOLD)

    @classmethod
    def refer(cls, tier: int) -> Self:
        """Hand the file to the office of a higher tier."""
        return cls(REFER, tier)

    @classmethod
    def speak(cls, tier: int) -> Self:
        """Speak for a file at the office of a higher tier."""
        return cls(SPEAK, tier)

    @classmethod
    def end(cls) -> Self:
        """Give the file up."""
        return cls(END)


class Office(Station):
    """The office of one unit of government: community committee, street, county or city.

    It serves its queue in continuous time (`govsim.governance.casework`); every morning on which
    files lie in its tray it steps, and decides on them. Subclass it and override `decide` to try
    another policy: ``CityModel(..., office_class=MyOffice)``.
    """

    def step(self) -> None:
        """Decide on every file in the tray."""
        for file in self.tray:
            self.model.settle(file, self.decide(file))
        self.tray.clear()

    def decide(self, file: File) -> Decision:
        """Return the decision on a file, by the regime's table of referrals.

        Parameters
        ----------
        file : File
            ``file.reason`` says why it is here: a failed attempt, the limit, its severity or its
            scope. Severity and scope are looked at first, whatever brought it here.
        """
        rules = self.model.referrals
        to = rules.urgent(self.tier, file)
        if to != NO_TIER:
            return Decision.refer(to)
        failed = file.reason == FAILURE
        if failed or file.reason == DEADLINE:
            to = rules.refer(file.reason, self.tier, file)
            if to != NO_TIER and not (failed and file.office_attempts < rules.after(self.tier, file)):
                return Decision.refer(to)
        if failed and self.tier >= rules.terminal and file.office_attempts >= rules.terminal_attempts:
            return Decision.end()
        return Decision.hold()


def found_offices(model: Any, office_class: type[Office]) -> list[Office]:
    """Create an agent for every office, in the order of their rows; organisations come after them."""
    territory = model.territory
    units = (territory.communities, territory.streets, territory.counties)
    offices: list[Office] = []
    for row, record in enumerate(model.state.offices):
        tier, unit = int(record["tier"]), int(record["unit"])
        if tier == ORGANIZATION:
            break
        if tier < len(units):
            name, english = units[tier].name[unit], units[tier].english[unit]
        else:
            name, english = territory.name, territory.english
        offices.append(office_class(model, row, name, english))
    return offices

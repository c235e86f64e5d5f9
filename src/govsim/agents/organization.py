"""Social organisations: pressure reducers and contradiction diluters (Chen)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.agents.contract import Contract
from govsim.agents.office import Decision
from govsim.agents.station import File, Station
from govsim.dice import Purpose, uniform
from govsim.governance.kinds import Kind, kinds_of
from govsim.scenario.vocabulary import TIERS

_COUNTY = TIERS.index("county")


class SocialOrganization(Station):
    """An organisation of a street.

    It takes a share of the disputes that come to mediation (reducer), and calms its members, who
    then pass mobilisation on less readily (diluter). What its casework takes of its capacity is
    missing from its outreach. It can speak for members whose disputes it could not settle, watch the
    offices of its communities, and work under contract.

    Parameters
    ----------
    model, row, name, english
        See `Station`.
    kind : Kind
        What it takes, how well, how readily.
    communities : int64 array
        Rows of the communities where its members live.
    watched : int32 array
        Rows of the offices that it can watch.
    """

    def __init__(
        self,
        model: Any,
        row: int,
        name: str,
        english: str,
        kind: Kind,
        communities: NDArray[np.int64],
        watched: NDArray[np.int32],
    ) -> None:
        super().__init__(model, row, name, english)
        self.kind = kind
        self.communities = communities
        self.watched = watched
        self.circle: list[SocialOrganization] = [self]
        self._settings = model.effective.organizations
        commissioned = int(self._column("commissioned"))
        self.contract = Contract(self._settings.contracts) if commissioned > 0 else None

    @property
    def outreach(self) -> float:
        """Share of its calming effect that casework leaves: 1 up to full load, then falling."""
        return 1.0 / max(1.0, self.load)

    @property
    def calming(self) -> float:
        """Fall of transmission to its members, as far as it neither works for others nor watches."""
        return self.kind.dilution * (1.0 - self._settings.supervision) * self.outreach

    @property
    def vigilance(self) -> float:
        """Share of closures on paper that it prevents where it watches."""
        return self._settings.supervision * self._settings.autonomy * self.outreach

    def step(self) -> None:
        """Hand failed files to the government."""
        for file in self.tray:
            self.model.settle(file, self.decide(file))
        self.tray.clear()

    def decide(self, file: File) -> Decision:
        """Hand a file that failed here to the office where it would have entered without it.

        It speaks for members: with the probability `organizations.voice` their files go to the county or
        above, one class of severity higher.
        """
        tier = self.model.referrals.entry(file)
        if self._settings.voice > 0.0 and tier >= 0:
            record = self.model.state.disputes[file.row]
            if self.model.state.residents.organised[record["claimant"]]:
                # A member of an enumeration takes numba half a millisecond to recognise, a number nothing.
                purpose, episode = int(Purpose.VOICE), int(record["episode"])
                u = uniform(self.model.state.seed[0], purpose, np.uint64(file.key), episode, 0)
                if u < self._settings.voice:
                    return Decision.speak(max(tier, _COUNTY))
        return Decision.refer(tier)

    def calm(self) -> None:
        """Set how readily members take part in mobilisation, and how closely offices are watched.

        The organisations of a circle share communities; each has its share of the members.
        """
        calming = sum(one.kind.share * one.calming for one in self.circle)
        self.model.state.places.dilution[self.communities] = 1.0 - calming
        if self._settings.supervision > 0.0:
            vigilance = sum(one.kind.share * one.vigilance for one in self.circle)
            self.model.offices["watched"][self.watched] = vigilance

    def review(self, day: int) -> None:
        """Account for its contract."""
        if self.contract is not None:
            self.contract.review(day, int(self._column("concluded")), int(self._column("succeeded")))


def found_organizations(model: Any, first: int) -> list[SocialOrganization]:
    """Create an agent for every organisation, the row of the first of them given.

    A street has `per_street` circles, with one organisation of every kind in each; its communities are
    divided among its circles in turn.
    """
    kinds = kinds_of(model.effective)
    per_street = model.effective.organizations.per_street
    street, communities = model.territory.streets, model.territory.communities
    by_street = _rows_by(communities.street, len(street.code))
    office_of = {
        (int(record["tier"]), int(record["unit"])): row
        for row, record in enumerate(model.state.offices[:first])
    }
    organizations: list[SocialOrganization] = []
    for row in range(first, len(model.state.offices)):
        unit = int(model.state.offices["unit"][row])
        number, kind = divmod((row - first) % (per_street * len(kinds)), len(kinds))
        own = by_street[unit][number::per_street]
        near = [(0, int(community)) for community in own]
        if number == 0:
            near.append((1, unit))
        watched = np.array([office_of[key] for key in near if key in office_of], dtype=np.int32)
        organizations.append(
            SocialOrganization(
                model,
                row,
                f"{street.name[unit]}{kinds[kind].chinese}{number + 1}",
                f"{kinds[kind].english} {number + 1} of {street.english[unit]}",
                kinds[kind],
                own,
                watched,
            )
        )
    for start in range(0, len(organizations), len(kinds)):
        circle = organizations[start : start + len(kinds)]
        for organization in circle:
            organization.circle = circle
        circle[0].calm()
    return organizations


def _rows_by(of: NDArray[np.integer[Any]], n: int) -> list[NDArray[np.int64]]:
    """Return, for each of n units, the rows that belong to it."""
    order = np.argsort(of, kind="stable")
    return np.split(order, np.cumsum(np.bincount(of, minlength=n))[:-1])

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
        self._settings = model.effective.organizations
        commissioned = int(self._column("commissioned"))
        self.contract = Contract(self._settings.contracts) if commissioned > 0 else None

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
    return organizations


class Circles:
    """The circles of all streets: one organisation of every kind, which share communities.

    Their members take part in mobilisation less readily, and offices of their communities are watched, as far
    as casework leaves outreach. Looked at for all at once: a city has hundreds of circles.

    Parameters
    ----------
    model : CityModel
    organizations : list of SocialOrganization
        All, circle by circle.
    """

    def __init__(self, model: Any, organizations: list[SocialOrganization]) -> None:
        self._model = model
        self._settings = model.effective.organizations
        self._kinds = kinds_of(model.effective)
        rows = np.array([one.row for one in organizations], dtype=np.int64)
        self._rows = rows.reshape(-1, len(self._kinds))
        firsts = organizations[:: len(self._kinds)]
        self._communities, self._calms = _joined([one.communities for one in firsts])
        self._offices, self._watches = _joined([one.watched for one in firsts])
        self.calm()

    def calm(self) -> None:
        """Set how readily members take part in mobilisation, and how closely offices are watched.

        Each organisation of a circle has its share of the members.
        """
        offices, settings = self._model.offices, self._settings
        slots = offices["slots"][self._rows]
        cases = offices["busy"][self._rows] + offices["waiting"][self._rows]
        load = np.divide(cases, slots, out=np.zeros(slots.shape), where=slots > 0)
        outreach = 1.0 / np.maximum(1.0, load)
        calming, vigilance = np.zeros(len(outreach)), np.zeros(len(outreach))
        # Kind by kind, so that sums are the same on every machine.
        for kind, left in zip(self._kinds, outreach.T, strict=True):
            calming += kind.share * (kind.dilution * (1.0 - settings.supervision) * left)
            vigilance += kind.share * (settings.supervision * settings.autonomy * left)
        self._model.state.places.dilution[self._communities] = 1.0 - calming[self._calms]
        if settings.supervision > 0.0:
            offices["watched"][self._offices] = vigilance[self._watches]


def _joined(rows: list[NDArray[Any]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of all lists one after the other, and from which list each of them comes."""
    lists = np.repeat(np.arange(len(rows)), [len(some) for some in rows])
    return np.array([row for some in rows for row in some], dtype=np.int64), lists


def _rows_by(of: NDArray[np.integer[Any]], n: int) -> list[NDArray[np.int64]]:
    """Return, for each of n units, the rows that belong to it."""
    order = np.argsort(of, kind="stable")
    return np.split(order, np.cumsum(np.bincount(of, minlength=n))[:-1])

"""The reference model: the day (1.3), and the log."""

import functools
import math
import operator
from typing import NamedTuple

from govsim.state import Event
from reference.casework import Casework
from reference.channels import Channels
from reference.claims import Claims
from reference.conduct import Conduct
from reference.contagion import Contagion
from reference.dice import Dice
from reference.governances import turned
from reference.ladder import Ladder
from reference.law import Law
from reference.media import Media
from reference.moves import Moves
from reference.office import PartyCell, staff_offices
from reference.organization import Organizations
from reference.shocks import Shocks, strikes
from reference.words import GOVERNMENT, Clock, Tier
from reference.world import World

WEEK = 7
MONTH = 30
NOBODY = -1


class Entry(NamedTuple):
    """An entry of the log."""

    time: float
    dispute: int
    event: Event
    office: int
    value: int


class ReferenceModel(
    Shocks, Media, Claims, Ladder, Casework, Conduct, Contagion, Moves, Law, Channels, Organizations
):
    """A city under one regime.

    Parameters
    ----------
    scenario : Scenario
    regime : str
    city : City
        Built from the scenario; it is not changed.

    Attributes
    ----------
    disputes : list of Dispute
        In the order in which they arose.
    log : list of Entry
    """

    def __init__(self, scenario, regime, city):
        self.written, scenario = scenario, turned(scenario, regime)
        self.scenario = scenario
        self.regime = scenario.regimes[regime]
        self.dice = Dice(city.seed)
        self.world = World(city, scenario, self.written)
        self.strikes = strikes(scenario, self.world, self.dice)
        self.base_detection = -math.log1p(-scenario.detection.grid) - math.log1p(-scenario.detection.smart)
        self.disputes = []
        self.log = []
        self.offices = staff_offices(scenario, self.regime, city.territory, self.written)
        self.office_at = {(office.tier, office.unit): office for office in self.offices if office.government}
        self.set_chances()
        self.found_organizations()
        self.found_cells()
        self.found_legislatures()
        self.found_channels()
        self.found_media()

    def found_cells(self):
        """Found a party cell in every community and beside every other office.

        Cells of streets and above whose unit has no office have nothing to act on, and are left out.
        """
        self.cells = [
            PartyCell(
                self.office_at.get((Tier.COMMUNITY, place.row)), place, self.scenario, self.base_detection
            )
            for place in self.world.places
        ]
        for (tier, _), office in self.office_at.items():
            if tier in GOVERNMENT[1:]:
                self.cells.append(PartyCell(office, None, self.scenario, self.base_detection))

    def run(self):
        """Live all days and return the model itself."""
        for day in range(self.scenario.days):
            self.let_shocks_strike(day)
            self.let_disputes_arise(day)
            self.let_false_alarms_arise(day)
            self.let_offices_decide(float(day))
            self.work_until(day + 1)
            self.spread(float(day + 1))
            if (day + 1) % WEEK == 0:
                self.meet()
            self.move(day + 1)
            if (day + 1) % MONTH == 0:
                self.legislate(float(day + 1))
                self.review_contracts(day + 1)
            self.inform(day + 1)
            if (day + 1) % self.scenario.opinion.period == 0:
                self.exchange_opinions()
        return self

    def exchange_opinions(self):
        """Let all residents listen to the mean of those whom they are tied to, as it was (3.4.25)."""
        if not self.scenario.opinion.susceptibility:
            return
        heard = []
        for resident in self.world.residents:
            said = [other.opinion for other, _ in resident.ties]
            # Added up one after the other: since Python 3.12 sum() makes good what rounding loses.
            total = functools.reduce(operator.add, said, 0.0)
            heard.append(total / len(said) if said else resident.opinion)
        for resident, mean in zip(self.world.residents, heard, strict=True):
            resident.listen(mean)

    def work_until(self, morning):
        """Let all happen that is due before the next morning: by time, ends of attempts first, by key."""
        while True:
            due = [(*dispute.next_ring(), dispute) for dispute in self.disputes if dispute.clocks]
            if not due:
                return
            t, clock, dispute = min(due, key=lambda ring: (ring[0], ring[1] != Clock.SERVICE, ring[2].key))
            if t >= morning:
                return
            self.happen(dispute, clock, t)

    def happen(self, dispute, clock, t):
        """Let a dispute's clock ring."""
        if clock == Clock.SERVICE:
            self.conclude_attempt(dispute, t)
        elif clock == Clock.DETECTION:
            self.detect(dispute, t)
        elif clock == Clock.TAKE_OVER:
            self.take_over(dispute, t)
        elif clock == Clock.RETURN:
            self.come_back(dispute, t)
        elif clock == Clock.SETTLEMENT:
            self.settle(dispute, t)
        elif clock == Clock.GIVING_UP:
            self.give_up(dispute, t)
        elif clock == Clock.LIMIT:
            self.run_over_limit(dispute, t)
        else:
            self.escalate(dispute, t)

    def meet(self):
        """Let party cells step, all on the queues of this evening, and organisations renew their calm."""
        for cell in self.cells:
            cell.step(cell.office.waiting_per_slot if cell.office else 0.0)
        for circle in self.circles:
            circle.calm()

    def note(self, dispute, t, event, office, value):
        """Write an entry of the log."""
        self.log.append(Entry(t, dispute.key, event, office.row if office else NOBODY, int(value)))

    def note_crossing(self, dispute, t):
        """Note whether a dispute touches more counties than when it was last looked at."""
        if len(dispute.counties) <= dispute.noted_counties:
            return False
        dispute.noted_counties = len(dispute.counties)
        self.note(dispute, t, Event.CROSSED, dispute.office, dispute.noted_counties)
        return True

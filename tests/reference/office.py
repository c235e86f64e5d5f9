"""Offices, organisations and party cells (1.2, 3.4.7, 3.4.12, 3.4.13)."""

from collections import Counter

from govsim.governance.staffing import place_staff, total_slots
from reference.organization import Contract, kinds_of
from reference.words import Severity, Tier, word


class Office:
    """An office of government, or an organisation: slots, and a queue for each severity.

    Attributes
    ----------
    row : int
        Its number in the log.
    kappa : float
        Probability that one more office consents.
    burden : float
        Lengthening of service by reporting.
    resolved : Counter
        Cases resolved for good, by the name of their type.
    """

    def __init__(self, row, tier, unit, slots, scenario, kind=None):
        casework = scenario.casework
        self.row, self.tier, self.unit, self.slots = row, tier, unit, slots
        self.government = tier != Tier.ORGANIZATION
        self.kind = kind
        self.skill = getattr(casework, f"skill_{word(tier)}") if self.government else kind.skill
        self.watched = 0.0
        self.kappa, self.burden = casework.kappa, 0.0
        self.contract = None
        self.attempts_ended = self.agreements = 0
        self.queues = {severity: [] for severity in Severity}
        self.in_hand = []
        self.resolved = Counter()

    @property
    def waiting(self):
        """Number of cases waiting."""
        return sum(len(queue) for queue in self.queues.values())

    @property
    def load(self):
        """Cases in hand and waiting per slot."""
        return (len(self.in_hand) + self.waiting) / self.slots if self.slots else 0.0

    @property
    def waiting_per_slot(self):
        """Cases waiting per slot."""
        return self.waiting / self.slots if self.slots else 0.0

    def next_in_line(self):
        """Return the first case of the gravest class."""
        return next(queue[0] for queue in reversed(self.queues.values()) if queue)


def staff_offices(scenario, regime, territory, written):
    """Return the offices in the order of their rows. Their slots are those that `place_staff` gives them."""
    slots = total_slots(written, int(territory.communities.population.sum()))
    kinds, offices = kinds_of(scenario), []
    for row, record in enumerate(place_staff(scenario, regime, territory, slots).offices):
        tier = Tier(int(record["tier"]))
        kind = kinds[int(record["kind"])] if tier == Tier.ORGANIZATION else None
        offices.append(Office(row, tier, int(record["unit"]), int(record["slots"]), scenario, kind))
        if kind is not None and record["commissioned"]:
            offices[-1].contract = Contract(int(record["commissioned"]), scenario.organizations.contracts)
    return offices


class PartyCell:
    """The party cell of a unit; without an office and a community it has nothing to act on.

    Parameters
    ----------
    office : Office or None
    place : Place or None
        Of a cell at the tier of the communities.
    """

    def __init__(self, office, place, scenario, base_detection):
        self.office, self.place = office, place
        self.party, self.kappa = scenario.party, scenario.casework.kappa
        self.base_detection = base_detection
        self.mobilised = self.party.mobilised
        if place is not None:
            # Those of the first day: members who move stay with the cell that they came from.
            self.members = sum(resident.party_member for resident in place.residents) * place.weight
        self.act()

    def step(self, waiting_per_slot):
        """Go half the way to the mobilisation that the queue of the office calls for."""
        party = self.party
        aim = min(1.0, party.mobilised * (1.0 + party.response * waiting_per_slot))
        change = 0.5 * (aim - self.mobilised)
        if abs(change) > 0.001:
            self.mobilised += change
            self.act()

    def act(self):
        """Bring the office to consent, burden it with reports, and help to detect disputes."""
        party, m = self.party, self.mobilised
        if self.office is not None:
            self.office.kappa = 1.0 - (1.0 - self.kappa) * (1.0 - party.coordination * m)
            self.office.burden = party.burden * m
        if self.place is not None:
            self.place.detection = self.base_detection * (1.0 + party.reach * self.reach)

    @property
    def reach(self):
        """Share of the community's residents with whom mobilised members keep in touch."""
        if self.place.population == 0:
            return 0.0
        return min(1.0, self.party.contacts * self.mobilised * self.members / self.place.population)

"""The model: a city under one regime, day by day."""

import math
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from govsim.agents import Decision, File, Media, Office, ResidentSet, SocialOrganization, found_legislatures
from govsim.agents.contract import review_contracts
from govsim.agents.office import found_offices
from govsim.agents.organization import Circles, found_organizations
from govsim.agents.party import found_cells
from govsim.city import City, build_city
from govsim.conflict.claims import DAYS_PER_YEAR, arise, expected_candidates, false_alarms
from govsim.conflict.contagion import spread
from govsim.conflict.docket import Disputes
from govsim.conflict.measures import press
from govsim.conflict.moves import move
from govsim.conflict.opinion import begin, exchange
from govsim.conflict.shocks import employers, set_day, spells
from govsim.governance.casework import REFER, SPEAK, carry_out
from govsim.governance.drafting import open_draft
from govsim.governance.events import advance
from govsim.governance.handing import hand_over
from govsim.governance.routing import Referrals
from govsim.governance.staffing import place_staff, total_slots
from govsim.governance.support import support_changed
from govsim.governance.tray import take_tray
from govsim.outcomes import DailyRecord, measure
from govsim.outcomes.people import people
from govsim.scenario.dials import turn_dials
from govsim.scenario.schema import Scenario
from govsim.scenario.vocabulary import LAYERS, TIERS
from govsim.start import detection_hazard, expected_disputes, initial_state, slots_by_county
from govsim.state import State, Store

WEEK = 7
MONTH = 30
EVENTS_PER_DISPUTE = 5
"""Entries of the log that room is made for in advance; more are added as they come."""


class CityModel(mesa.Model):  # type: ignore[type-arg]
    """A city under one governance regime.

    Parameters
    ----------
    scenario : Scenario, str or pathlib.Path
        Or the name of a shipped scenario, or a file.
    regime : str, optional
        Name of one of the scenario's regimes; by default the first that it compares.
    rng : int, optional
        Seed of the world; the scenario's by default. Runs with the same seed meet the same people,
        shocks and luck under every regime.
    city : City, optional
        A city already built from the same scenario and seed, to be shared by several runs.
    office_class : type, optional
        A subclass of `Office` with another policy.
    collect : bool
        Whether Mesa's `datacollector` holds all outcomes after the last day, as `mesa.batch_run` wants it.
    **changes
        Other values for keys of the scenario, by dotted key.

    Attributes
    ----------
    effective : Scenario
        The scenario with the dials of the five governances turned: the one that rules follow.
    offices : dict of arrays
        The columns of the stations.
    kappa, burden : float64 (offices,)
        What party cells do to the offices: consent and time for reporting.
    detection : float64 (communities,)
        Hazard of detection, which they raise.
    phases : dict
        The phases of a day in their order; take one out to switch it off.
    seconds : dict
        Time spent in each phase so far.
    referrals : Referrals
        The regime's tables, as agents look them up.
    disputes : Disputes
        The docket.
    territory, population
        The city.

    Examples
    --------
    >>> from govsim import CityModel, Scenario
    >>> model = CityModel(Scenario.load("quickstart"), regime="county", rng=7)  # doctest: +SKIP
    >>> model.run().outcomes()["resolved_share"]  # doctest: +SKIP
    >>> CityModel("quickstart", "county", 7, **{"casework.alpha": 0.2})  # doctest: +SKIP
    """

    def __init__(
        self,
        scenario: Scenario | str | Path,
        regime: str | None = None,
        rng: int | None = None,
        city: City | None = None,
        office_class: type[Office] = Office,
        *,
        collect: bool = False,
        **changes: Any,
    ) -> None:
        if not isinstance(scenario, Scenario):
            scenario = Scenario.load(scenario, changes)
        elif changes:
            scenario = scenario.replace(changes)
        seed = scenario.seed if rng is None else int(rng)
        super().__init__(rng=seed)
        self.regime_name = scenario.compare.regimes[0] if regime is None else regime
        if self.regime_name not in scenario.regimes:
            raise ValueError(
                f"unknown regime {self.regime_name!r}; the scenario has {', '.join(scenario.regimes)}"
            )
        self._scenario_of_city = scenario
        self.regime = scenario.regimes[self.regime_name]
        self.city = build_city(scenario, seed) if city is None else city
        if (self.city.seed, self.city.scale) != (seed, scenario.scale):
            raise ValueError(
                f"the city was built with seed {self.city.seed} at scale {self.city.scale:g}, "
                f"the run asks for seed {seed} at scale {scenario.scale:g}"
            )
        self.territory = self.city.territory
        self.population = self.city.population
        self.day = 0
        self.effective = turn_dials(scenario, self.regime_name)
        self.base_detection = detection_hazard(self.effective)
        slots = total_slots(scenario, int(self.territory.communities.population.sum()))
        staffing = place_staff(self.effective, self.regime, self.territory, slots)
        self._spells = spells(scenario, self.territory, self.population, seed)
        self._turns = {day for spell in self._spells for day in spell.turns()}
        struck = employers(self._spells)
        self._store = Store(initial_state(self.effective, self.regime, self.city, staffing, scenario, struck))
        expected = int(expected_disputes(self.state, scenario.days))
        self._store.reserve(disputes=expected, events=EVENTS_PER_DISPUTE * expected)
        self.referrals = Referrals(self.state.routes)
        self.disputes = Disputes(lambda: self.state, scenario, self.office_name)
        self._weights = np.array([getattr(scenario.ties, layer).weight for layer in LAYERS])
        self._decisions: list[tuple[int, int, int, int, int]] = []
        self.waiting_per_slot = _waiting_per_slot(self.state.offices)
        # Offices are never replaced, and plain arrays are read faster than a record array.
        table = self.state.offices.view(np.ndarray)
        self.offices: dict[str, NDArray[Any]] = {name: table[name] for name in table.dtype.names or ()}
        self.kappa, self.burden = self.offices["kappa"], self.offices["burden"]
        self.detection: NDArray[np.float64] = self.state.places.detection
        offices = found_offices(self, office_class)
        self.organizations = found_organizations(self, len(offices))
        self.circles = Circles(self, self.organizations)
        self.stations: list[Office | SocialOrganization] = [*offices, *self.organizations]
        self.cells = found_cells(self)
        self.legislatures = found_legislatures(self)
        if scenario.opinion.susceptibility > 0.0:
            begin(self._store.ref)
        self.media = Media(self, self._spells) if scenario.media.active else None
        self.record = DailyRecord(
            scenario.days,
            slots_by_county(self.territory.counties.population, self.state.offices),
            people(scenario, self.state, 0.0).means[0, : len(TIERS)],
            float(self.state.places.population.sum()),
        )
        self.phases: dict[str, Callable[[], None]] = {
            "strike": self.let_shocks_strike,
            "arise": self.let_disputes_arise,
            "decide": self.let_offices_decide,
            "work": self.let_offices_work,
            "spread": self.let_disputes_spread,
            "meet": self.let_cells_and_organizations_meet,
            "move": self.let_residents_move,
            "legislate": self.let_legislatures_meet,
            "review": self.let_contracts_be_reviewed,
            "inform": self.let_media_inform,
            "exchange": self.let_residents_exchange_opinions,
            "record": self.record_day,
        }
        self.seconds = dict.fromkeys(self.phases, 0.0)
        self._collects = collect

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self._scenario_of_city

    @scenario.setter
    def scenario(self, value: object) -> None:
        """Let Mesa set its own, experimental kind of scenario without effect."""

    def step(self) -> None:
        """Live one day: `phases` in their order."""
        for name, phase in self.phases.items():
            start = time.perf_counter()
            phase()
            self.seconds[name] += time.perf_counter() - start
        self.day += 1
        self.running = self.day < self.scenario.days
        if self._collects and not self.running:
            self._collect_outcomes()

    def run(self, progress: Callable[[int], None] | None = None) -> "CityModel":
        """Live all days that are left and return the model itself.

        Parameters
        ----------
        progress : callable, optional
            Called with the number of days lived, after each of them.
        """
        while self.day < self.scenario.days:
            self.step()
            if progress is not None:
                progress(self.day)
        return self

    def adopt(self, scenario: Scenario) -> None:
        """Go by another scenario from this morning on, as far as agents ask the model.

        What columns hold, and what agents have looked up, is left to whoever turns the levers.

        Parameters
        ----------
        scenario : Scenario
            With the same city, types of dispute and staff.
        """
        self._scenario_of_city = self.disputes.scenario = scenario
        self.regime = scenario.regimes[self.regime_name]
        self.effective = turn_dials(scenario, self.regime_name)
        self.base_detection = detection_hazard(self.effective)

    def outcomes(self) -> dict[str, float]:
        """Return every outcome by name; see `govsim.outcomes.describe`."""
        return measure(self.scenario, self.state, self.record)

    @property
    def state(self) -> State:
        """All columns; the tuple is replaced when arrays grow, so ask for it anew each time."""
        return self._store.state

    @property
    def reference(self) -> Any:
        """The reference to the state that kernels take; like the state, ask for it anew each time."""
        return self._store.ref

    @property
    def daily(self) -> dict[str, NDArray[np.float64]]:
        """One value per day so far of every series; see `govsim.outcomes.DAILY`."""
        return self.record.series

    @property
    def residents(self) -> ResidentSet:
        """All residents."""
        return ResidentSet(self, np.arange(len(self.state.residents.community)))

    # --- the phases of a day -------------------------------------------------------------------

    def let_shocks_strike(self) -> None:
        """Shocks strike, and the measures against them are in force for the day."""
        if self.day in self._turns:
            set_day(self.state.today, self._spells, list(self.scenario.disputes.types), self.day)
        if self._spells:
            press(self._store.ref, float(self.day))

    def let_disputes_arise(self) -> None:
        """Disputes and false alarms of the day come up."""
        expected = expected_candidates(self._store.ref)
        # Ten standard deviations above the Poisson mean, and the store's margin besides.
        most = int(expected + 10.0 * np.sqrt(expected)) + 100
        self._store.reserve(disputes=most, events=3 * most)
        arise(self._store.ref, self.day)
        false_alarms(self._store.ref, self.day)

    def let_offices_decide(self) -> None:
        """Every office with files in its tray steps, and its decisions are carried out."""
        files = take_tray(self._store.ref).tolist()
        if not files:
            return
        stations, busy = self.stations, []
        for *file, office in files:
            station = stations[office]
            if not station.tray:
                busy.append(station)
            station.tray.append(File._make(file))
        for station in busy:
            station.step()
        self._carry_out()

    def settle(self, file: File, decision: Decision) -> None:
        """Take note of an office's decision on a file; called by `Office.step`."""
        self._decisions.append((file.key, file.row, file.community, decision.action, decision.tier))

    def let_offices_work(self) -> None:
        """Casework from this morning to the next, in continuous time."""
        while not advance(self._store.ref, float(self.day + 1)):
            self._store.reserve()

    def let_disputes_spread(self) -> None:
        """Disputes spread for an evening, and offices react to changed support."""
        evening = float(self.day + 1)
        touched = spread(self._store, evening, self._weights)
        if touched.size:
            self._store.reserve(events=3 * touched.size)
            support_changed(
                self._store.ref, evening, touched, np.bool_(self.day >= self.scenario.warmup_days)
            )

    def let_cells_and_organizations_meet(self) -> None:
        """Once a week, party cells step and organisations renew their calm."""
        if (self.day + 1) % WEEK == 0:
            self.waiting_per_slot = _waiting_per_slot(self.state.offices)
            for cell in self.cells:
                cell.step()
            self.circles.calm()

    def let_residents_move(self) -> None:
        """Once a month, households exchange homes."""
        turnover = self.scenario.mobility.turnover
        if turnover > 0.0 and (self.day + 1) % MONTH == 0:
            move(self._store.ref, self.day + 1, -math.expm1(-turnover * MONTH / DAYS_PER_YEAR))

    def let_legislatures_meet(self) -> None:
        """Once a month, legislatures look at the cases that their offices have resolved."""
        if (self.day + 1) % MONTH == 0:
            for legislature in self.legislatures:
                legislature.step()

    def open_draft(self, office: int, community: int, kind: int, number: int) -> int:
        """Lay the draft of a rule before an office this evening and return its row; by `Legislature.step`."""
        self._store.reserve()
        return int(open_draft(self._store.ref, float(self.day + 1), office, community, kind, number))

    def let_contracts_be_reviewed(self) -> None:
        """Once a month, contracts are reviewed; slots and files of those withdrawn go to the government."""
        if (self.day + 1) % MONTH == 0 and self.effective.organizations.contracts.budget > 0.0:
            receivers, rows, offices = review_contracts(self, self.day + 1)
            self._store.reserve(events=8 * rows.size + int(self.state.offices["waiting"].sum()))
            hand_over(self._store.ref, float(self.day + 1), receivers, rows, offices)

    def let_media_inform(self) -> None:
        """Every so many days, the media step, if the scenario has any."""
        if self.media is not None and (self.day + 1) % self.scenario.media.every == 0:
            self.media.step()

    def let_residents_exchange_opinions(self) -> None:
        """Every so many days, residents listen to those whom they are tied to, where anybody is swayed."""
        opinion = self.scenario.opinion
        if opinion.susceptibility > 0.0 and (self.day + 1) % opinion.period == 0:
            exchange(self._store.ref)

    def record_day(self) -> None:
        """Record the day."""
        self.record.record(self.state, self.media.rumour if self.media is not None else 0.0)

    # --- what agents ask -----------------------------------------------------------------------

    def office_name(self, row: int, language: str = "en") -> str:
        """Return the name of the station in a row, ``"zh"`` or ``"en"``."""
        station = self.stations[row]
        return station.name if language == "zh" else station.english

    # --- what phases share ---------------------------------------------------------------------

    def _collect_outcomes(self) -> None:
        """Hand all outcomes to a collector of Mesa's; they are measured together, which reporters cannot."""
        found = self.outcomes()
        self.datacollector = mesa.DataCollector({name: partial(_reported, found, name) for name in found})
        self.datacollector.collect(self)

    def _carry_out(self) -> None:
        """Carry out the decisions taken this morning, in the order of the disputes' keys."""
        _, *columns = zip(*sorted(self._decisions), strict=True)
        self._decisions.clear()
        rows, communities, actions, tiers = np.array(columns, dtype=np.int32)
        receiving = self.state.places.receiving[communities, tiers]
        handed = (actions == REFER) | (actions == SPEAK)
        offices = np.where(handed & (tiers >= 0), receiving, -1).astype(np.int32)
        self._store.reserve(events=8 * rows.size)
        carry_out(self._store.ref, float(self.day), rows, actions.astype(np.int8), offices)


def _waiting_per_slot(offices: NDArray[np.void]) -> list[float]:
    """Return the cases waiting per slot of every station, 0 where it has no slots."""
    slots = offices["slots"]
    per_slot: list[float] = np.where(slots > 0, offices["waiting"] / np.maximum(slots, 1), 0.0).tolist()
    return per_slot


def _reported(outcomes: Mapping[str, float], name: str, model: CityModel) -> float:  # noqa: ARG001 - Mesa hands it over
    return outcomes[name]

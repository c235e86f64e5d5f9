"""Contracts of social organisations: commissioned, encouraged, warned, withdrawn."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.scenario.sections.organizations import ContractSettings
from govsim.scenario.vocabulary import TIERS
from govsim.state import Status

COMMISSIONED, ENCOURAGED, WARNED, WITHDRAWN = "commissioned", "encouraged", "warned", "withdrawn"
_STREET = TIERS.index("street")


class Contract:
    """What the government expects of an organisation, and how it stands.

    Parameters
    ----------
    settings : ContractSettings

    Attributes
    ----------
    standing : str
        ``commissioned``, ``encouraged``, ``warned`` or ``withdrawn``.
    began : int
        Day on which the present term began.
    """

    def __init__(self, settings: ContractSettings) -> None:
        self.settings = settings
        self.standing = COMMISSIONED
        self.began = 0
        self._before = (0, 0)

    def review(self, day: int, concluded: int, succeeded: int) -> None:
        """Judge the attempts of the term so far; without any the standing stays.

        A target that is met is encouraged, one that is missed brings a warning, a second miss on end the
        withdrawal. At the end of a term attempts are counted anew, the standing stays.

        Parameters
        ----------
        day : int
        concluded, succeeded : int
            Attempts that have ended, and that have ended in an agreement, since the start of the run.
        """
        if self.standing == WITHDRAWN:
            return
        attempts, successes = concluded - self._before[0], succeeded - self._before[1]
        if attempts > 0:
            if successes >= self.settings.target * attempts:
                self.standing = ENCOURAGED
            else:
                self.standing = WITHDRAWN if self.standing == WARNED else WARNED
        if day - self.began >= self.settings.term_days:
            self.began = day
            self._before = (concluded, succeeded)


def review_contracts(model: Any, day: int) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Review every contract, and take commissioned slots back where one is withdrawn.

    Slots that are in use come back at a later review, when they are free. Where no office of the government
    has slots, nobody can take over and nothing is taken back.

    Returns
    -------
    receivers : int32 array
        Rows of the offices that have slots back.
    rows, offices : int32 array
        The disputes that wait at organisations whose contract is withdrawn, in the order of their keys, and
        the offices that take them over.
    """
    offices, places = model.offices, model.state.places
    receivers, emptied = [], []
    # Any community of a street leads to the same office.
    receiving = dict(zip(places.street.tolist(), places.receiving[:, _STREET].tolist(), strict=True))
    for organization in model.organizations:
        if organization.contract is None:
            continue
        organization.review(day)
        if organization.contract.standing != WITHDRAWN:
            continue
        receiver, commissioned = receiving[organization.unit], int(offices["commissioned"][organization.row])
        if commissioned == 0 or receiver < 0:
            continue
        back = min(commissioned, organization.slots - organization.busy)
        offices["commissioned"][organization.row] -= back
        offices["slots"][organization.row] -= back
        offices["slots"][receiver] += back
        receivers.append(receiver)
        emptied.append(organization.row)
    files = _files(model, emptied)
    return (
        np.array(receivers, dtype=np.int32),
        np.array([row for _, row, _ in files], dtype=np.int32),
        np.array([office for _, _, office in files], dtype=np.int32),
    )


def _files(model: Any, emptied: list[int]) -> list[tuple[int, int, int]]:
    """Return what waits at some organisations and can be handed on, in the order of keys."""
    rows = model.disputes.records
    waiting = np.flatnonzero((rows["status"] == Status.WAITING) & np.isin(rows["office"], emptied))
    found = []
    for row in waiting.tolist():
        dispute = model.disputes[row]
        tier = model.referrals.entry(dispute)
        office = int(model.state.places.receiving[dispute.community, tier]) if tier >= 0 else -1
        if office >= 0:
            found.append((dispute.key, row, office))
    return sorted(found)

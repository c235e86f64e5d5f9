"""The tuples of arrays that make up the state of a run."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govsim.population import Residents, Ties


class Places(NamedTuple):
    """The city as kernels see it; row = community unless said otherwise.

    Attributes
    ----------
    code : uint64 (communities,)
        Statistical code, the key of the place's dice.
    start : int64 (communities + 1,)
        First resident of each community.
    weight : float64 (communities,)
        Persons that one resident of the community stands for.
    population : float64 (communities,)
    street, county : int32 (communities,)
    receiving : int32 (communities, 4)
        First office with slots at or above each tier, -1 if none.
    organization : int32 (communities, 2)
        First organisation of the street and their number.
    peers : int32 (offices with slots,)
        Rows of the offices of government that have slots, tier by tier, by code of their unit.
    peers_from : int32 (tiers + 1,)
        Where each tier begins in `peers`.
    detection : float64 (communities,)
        Hazard, per day, that a latent dispute of a local resident is found.
    dilution : float64 (communities,)
        Transmission to members of an organisation relative to others.
    """

    code: NDArray[np.uint64]
    start: NDArray[np.int64]
    weight: NDArray[np.float64]
    population: NDArray[np.float64]
    street: NDArray[np.int32]
    county: NDArray[np.int32]
    receiving: NDArray[np.int32]
    organization: NDArray[np.int32]
    peers: NDArray[np.int32]
    peers_from: NDArray[np.int32]
    detection: NDArray[np.float64]
    dilution: NDArray[np.float64]


class Today(NamedTuple):
    """What the day's shocks, and the measures against them, change; row = community unless said otherwise.

    Attributes
    ----------
    shock : float64 (communities, types)
        Claim rate relative to normal, of everyone.
    most : float64 (communities, types)
        Highest factor on top of it, of members of an employer that is struck; at least 1.
    struck : uint32 (employers,)
        Groups that are struck on some day of the run.
    factor : float64 (employers, types)
        Claim rate of their members relative to others today.
    alert : float64 (communities,)
        Detection and false alarms relative to normal.
    contact : float64 (communities,)
        Transmission along ties of neighbours and work relative to normal.
    delay : float64 (communities,)
        Service times relative to normal.
    distrust, anger : float64 (communities,)
        Loss of trust in every tier and rise of grievance of every resident.
    """

    shock: NDArray[np.float64]
    most: NDArray[np.float64]
    struck: NDArray[np.uint32]
    factor: NDArray[np.float64]
    alert: NDArray[np.float64]
    contact: NDArray[np.float64]
    delay: NDArray[np.float64]
    distrust: NDArray[np.float64]
    anger: NDArray[np.float64]


class Routes(NamedTuple):
    """A regime as tables of codes; tier -1 means that no row matches.

    Attributes
    ----------
    handles, organizations : int8 (1,)
        Whether offices, and organisations, take cases.
    lowest : int8 (1,)
        Lowest tier that has offices.
    entry : int8 (office stages, types, scopes, severities)
        Tier of entry.
    refer : int8 (reasons, tiers, types, scopes, severities)
        Tier to which a file is referred.
    after : int16 (tiers, types, scopes, severities)
        Failed attempts at an office before a failure is referred.
    overflow_to : int8 (tiers,)
        Tier that receives new cases while the tier is overloaded.
    overflow_load : float64 (tiers,)
        Cases per slot above which it is.
    consent : int8 (1,)
        Whether other units touched must consent.
    superior : int8 (1,)
        Tier of the common superior, -1 if none.
    superior_attempts, superior_days : float64 (1,)
        When the superior decides.
    terminal : int8 (1,)
        Tier at which failure leaves the city.
    terminal_attempts : int16 (1,)
        Attempts there before it does.
    """

    handles: NDArray[np.int8]
    organizations: NDArray[np.int8]
    lowest: NDArray[np.int8]
    entry: NDArray[np.int8]
    refer: NDArray[np.int8]
    after: NDArray[np.int16]
    overflow_to: NDArray[np.int8]
    overflow_load: NDArray[np.float64]
    consent: NDArray[np.int8]
    superior: NDArray[np.int8]
    superior_attempts: NDArray[np.float64]
    superior_days: NDArray[np.float64]
    terminal: NDArray[np.int8]
    terminal_attempts: NDArray[np.int16]


class State(NamedTuple):
    """All that kernels read and write.

    Attributes
    ----------
    seed : uint64 (1,)
        Seed of the world's dice.
    p : record (1,)
        Scalars of the scenario, see `parameters`.
    types : record (types,)
        Types of dispute, see `TYPE`.
    highest_chance : float64 (1,)
        Highest probability with which any tie transmits in an evening.
    log_miss : float64 (1,)
        Logarithm of the probability that a tie of that chance does not.
    rumour : float64 (2,)
        Level of rumour, in [0, 1], among residents whom disclosure does not reach and among the others.
    places, today, routes, residents, ties
        The city, what the day changes in it, the regime, the people.
    disputes, log, offices, supporters : record arrays
        See `DISPUTE`, `LOG`, `OFFICE`, `SUPPORTER`; the first two and the last have spare rows.
    conduct : record array (capacity of disputes,)
        How offices behaved towards each dispute, see `CONDUCT`.
    heap, heap_time : int32, float64 (capacity of disputes,)
        Calendar of events: binary heap of disputes by ``t_next``, and these times.
    heap_slot : int32 (capacity of disputes,)
        Position of every dispute in the calendar, -1 if it is not in it.
    tray : int32 (capacity of disputes,)
        Disputes that await a decision next morning.
    active, active_due : int32, float64 (capacity of supporters,)
        Supporters who are not tired, and the time at which each next tires or transmits.
    standing : uint32 (residents // 32 + 1,)
        One bit per resident, set while active for any dispute. Few are, and the bits stay close to the
        processor where the columns of residents do not.
    queue_first, queue_last : int32 (offices, severities)
        Ends of every office's queues, -1 if empty.
    given : record array
        Service times and patience that were given, see `GIVEN`; no rows where they are drawn.
    counters : int64
        Numbers of rows in use, see ``N_*``.
    by_status : int64 (statuses,)
        Disputes (without false alarms) in each status.
    by_stage : int64 (stages,)
        Disputes not at an end, by present stage.
    happened : int64 (events,)
        Events so far, by kind (without false alarms).
    waiting_by_county : int64 (counties,)
        Waiting disputes by the county where they arose.
    trust_shift : float64 (4,)
        Sum over residents of the change of trust since the start, by tier, in persons.
    resolved_cases : int64 (offices, types)
        Cases that every office has resolved for good.
    rule_factor : float64 (counties, types)
        What the rules in force leave of the rate at which disputes arise.
    channels : record (channels,)
        See `CHANNEL`.
    channel_tried, channel_kept : int64 (counties, channels)
        Attempts concluded in cases brought by each channel, and those of them that resolved for good.
    """

    seed: NDArray[np.uint64]
    p: NDArray[np.void]
    types: NDArray[np.void]
    highest_chance: NDArray[np.float64]
    log_miss: NDArray[np.float64]
    rumour: NDArray[np.float64]
    places: Places
    today: Today
    routes: Routes
    residents: Residents
    ties: Ties
    disputes: NDArray[np.void]
    log: NDArray[np.void]
    offices: NDArray[np.void]
    supporters: NDArray[np.void]
    conduct: NDArray[np.void]
    heap: NDArray[np.int32]
    heap_time: NDArray[np.float64]
    heap_slot: NDArray[np.int32]
    tray: NDArray[np.int32]
    active: NDArray[np.int32]
    active_due: NDArray[np.float64]
    standing: NDArray[np.uint32]
    queue_first: NDArray[np.int32]
    queue_last: NDArray[np.int32]
    given: NDArray[np.void]
    counters: NDArray[np.int64]
    by_status: NDArray[np.int64]
    by_stage: NDArray[np.int64]
    happened: NDArray[np.int64]
    waiting_by_county: NDArray[np.int64]
    trust_shift: NDArray[np.float64]
    resolved_cases: NDArray[np.int64]
    rule_factor: NDArray[np.float64]
    channels: NDArray[np.void]
    channel_tried: NDArray[np.int64]
    channel_kept: NDArray[np.int64]

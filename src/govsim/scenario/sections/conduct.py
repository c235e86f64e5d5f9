"""Conduct in a scenario: offices that are absent, overreach, misroute or suppress; each is off at 0."""

from govsim.scenario.setting import Section, setting


class ConductSettings(Section):
    """Misconduct of offices: misrouting (dislocation), absence, overreach (offside), harshness."""

    misrouting: float = setting(
        0.0, "Probability that a file that enters at its stage is handed to a wrong office of the right tier; 0 is off.",
        ge=0, le=1,
    )  # fmt: skip
    misrouting_time: float = setting(
        0.3, "Time that a wrong office keeps a file in hand, relative to a normal attempt there.", ge=0, le=1
    )
    absence: float = setting(
        0.0, "Probability that the office that should take a dispute turns it away; 0 is off.", ge=0, le=1
    )
    overreach: float = setting(
        0.0, "Hazard that an office takes over a claim that the parties have not brought; 0 is off.",
        unit="per day", ge=0, le=10,
    )  # fmt: skip
    overreach_weight: float = setting(
        0.5,
        "Weight with which a claimant judges the tier that took the claim over, as a failure.",
        ge=0,
        le=1,
    )
    harshness: float = setting(
        0.0, "Probability that a failed attempt at the petition or collective stage ends in suppression; 0 is off.",
        ge=0, le=1,
    )  # fmt: skip
    suppression_return_days: float = setting(
        120.0, "Mean time until a suppressed dispute comes back.", unit="days", gt=0, le=1e6
    )
    suppression_grievance: float = setting(
        0.3,
        "Rise of grievance of the claimant and of everyone who stood up for a suppressed dispute.",
        ge=0,
        le=1,
    )

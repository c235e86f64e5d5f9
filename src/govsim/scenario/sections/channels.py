"""How claimants bring a claim to a third party, in a scenario."""

from typing import Any

from govsim.scenario.setting import Section, setting


def _appeal(default: float) -> Any:
    meaning = "Utility of the channel to everyone: custom, nearness, ease."
    return setting(default, meaning, unit="utility", ge=-20, le=20)


def _access(default: float, who: str) -> Any:
    meaning = (
        f"Utility that {who} lack here: who does not know of a channel, or cannot get there, does not use it."
    )
    return setting(default, meaning, unit="utility", ge=0, le=20)


def _cost(default: float) -> Any:
    meaning = "Utility that fees and effort take from a claimant of mean hardship, in proportion to hardship."
    return setting(default, meaning, unit="utility per unit of hardship", ge=0, le=20)


def _binding(default: float) -> Any:
    meaning = "Factor on the probability that a settlement reached through the channel does not last."
    return setting(default, meaning, ge=0, le=20)


class ChannelSettings(Section):
    """One channel, as claimants see it and as it works."""

    appeal: float = _appeal(0.0)
    access_migrant: float = _access(0.0, "migrants")
    access_aged: float = _access(0.0, "residents of 60 and older")
    cost: float = _cost(0.0)
    binding: float = _binding(1.0)


class MediationSettings(ChannelSettings):
    """People's mediation."""

    appeal: float = _appeal(0.5)


class OrganizationChannelSettings(ChannelSettings):
    """Social organisations."""

    appeal: float = _appeal(-0.3)


class AdministrationSettings(ChannelSettings):
    """Administrative decision and reconsideration."""

    appeal: float = _appeal(0.5)
    access_migrant: float = _access(0.2, "migrants")
    binding: float = _binding(0.8)


class CourtSettings(ChannelSettings):
    """Courts: judgments bind, and are dear."""

    access_migrant: float = _access(0.3, "migrants")
    access_aged: float = _access(0.3, "residents of 60 and older")
    cost: float = _cost(0.4)
    binding: float = _binding(0.4)


class PetitionSettings(ChannelSettings):
    """Letters and visits."""

    appeal: float = _appeal(0.1)


class ChannelsSettings(Section):
    """How claimants choose between the five channels."""

    sensitivity: float = setting(
        0.0, "How sharply claimants choose the channel of the highest utility (0: all come to mediation).",
        unit="1 per utility", ge=0, le=100,
    )  # fmt: skip
    trust_effect: float = setting(
        1.0, "Utility of full trust in the tier behind a channel over none.", unit="utility", ge=0, le=20
    )
    efficacy_effect: float = setting(
        1.0, "Utility of a channel in which every attempt lasts over one in which none does.", unit="utility",
        ge=0, le=20,
    )  # fmt: skip
    efficacy_prior: float = setting(
        0.5, "Share of lasting attempts that claimants expect of any channel at first.", ge=0, le=1
    )
    efficacy_cases: float = setting(
        20.0, "Attempts in a county that weigh as much as this expectation.", unit="attempts", gt=0, le=1e6
    )
    limit_administration: float = setting(
        60.0, "Limit for administrative reconsideration.", unit="days", gt=0, le=1e6, basis="sourced",
        source="Administrative Reconsideration Law: 60 days",
    )  # fmt: skip
    mediation: MediationSettings = setting(
        MediationSettings(), "People's mediation, at the stage of mediation."
    )
    organization: OrganizationChannelSettings = setting(
        OrganizationChannelSettings(),
        "A social organisation of the street, at the stage of mediation, where the regime uses them; takes the place of `organizations.take_up`.",
    )
    administration: AdministrationSettings = setting(
        AdministrationSettings(), "A department's decision or reconsideration, at the formal stage."
    )
    court: CourtSettings = setting(CourtSettings(), "A court, at the formal stage.")
    petition: PetitionSettings = setting(PetitionSettings(), "Letters and visits, at the stage of petition.")

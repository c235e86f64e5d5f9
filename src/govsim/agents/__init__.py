"""The Mesa agents: residents, offices, legislatures, social organisations, party cells and media."""

from govsim.agents.legislature import Legislature, found_legislatures
from govsim.agents.media import Media
from govsim.agents.office import Decision, Office
from govsim.agents.organization import SocialOrganization
from govsim.agents.party import PartyCell
from govsim.agents.resident import Resident, ResidentSet
from govsim.agents.station import File

__all__ = [
    "Decision",
    "File",
    "Legislature",
    "Media",
    "Office",
    "PartyCell",
    "Resident",
    "ResidentSet",
    "SocialOrganization",
    "found_legislatures",
]

"""The Mesa agents: residents, offices of government, social organisations and party cells."""

from govsim.agents.office import Decision, Office
from govsim.agents.organization import SocialOrganization
from govsim.agents.party import PartyCell
from govsim.agents.resident import Resident, ResidentSet
from govsim.agents.station import File

__all__ = ["Decision", "File", "Office", "PartyCell", "Resident", "ResidentSet", "SocialOrganization"]

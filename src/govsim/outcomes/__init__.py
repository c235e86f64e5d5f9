"""What is recorded of a run and how it is summed up."""

from govsim.outcomes.measure import measure
from govsim.outcomes.record import DAILY, DailyRecord
from govsim.outcomes.spec import HEADLINE, OutcomeSpec, describe

__all__ = ["DAILY", "HEADLINE", "DailyRecord", "OutcomeSpec", "describe", "measure"]

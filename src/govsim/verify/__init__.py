"""The engine against theory: every limit of the model's specification as a check that can fail."""

from govsim.verify.check import Check, Limit, Measured, verdict
from govsim.verify.limits import LIMITS, verify

__all__ = ["LIMITS", "Check", "Limit", "Measured", "verdict", "verify"]

"""How disputes arise, escalate, spread and are felt."""

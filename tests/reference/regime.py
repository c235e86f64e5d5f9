"""A regime as it stands in the scenario: rows read from the top, of which the first that matches counts."""

from reference.words import Tier, word


def matches(row, dispute):
    """Whether a dispute meets the conditions of a row; an empty condition is met by all."""
    return (
        (not row.type or dispute.kind_name in row.type)
        and (not row.scope or word(dispute.scope) in row.scope)
        and (not row.severity or word(dispute.severity) in row.severity)
    )


def tier_named(name):
    """Return the tier with a name."""
    return Tier[name.upper()]


def entry_tier(regime, dispute, stage=None):
    """Return the tier at which a dispute enters at a stage, its own by default, None if no row matches."""
    stage = dispute.stage if stage is None else stage
    for row in regime.entry:
        if (not row.stage or word(stage) in row.stage) and matches(row, dispute):
            return tier_named(row.tier)
    return None


def referral(regime, reason, dispute):
    """Return the row by which the office that holds a dispute refers it for a reason, if there is one."""
    for row in regime.referral:
        if row.source == word(dispute.office.tier) and word(reason) in row.on and matches(row, dispute):
            return row
    return None


def overflow(regime, tier):
    """Return the row for the overload of a tier, if there is one."""
    return next((row for row in regime.overflow if row.source == word(tier)), None)

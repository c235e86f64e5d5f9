"""The closed word lists of a scenario file, each in its one fixed order.

The order of a list is the integer code that the columns and kernels use, so items may be
appended to a list but never moved.
"""

TIERS = ("community", "street", "county", "city")
"""Levels of place and of government, from the lowest to the highest."""

STAGES = ("latent", "claim", "mediation", "formal", "petition", "collective")
"""The ladder of a dispute (Felstiner, Abel and Sarat 1980; Miller and Sarat 1981)."""

SCOPES = ("community", "county", "cross_county")
"""How far the parties of a dispute are spread: one community, one county, several counties."""

SEVERITIES = ("ordinary", "serious", "grave")
"""Severity of a dispute, which is also its priority class in every queue."""

REASONS = ("failure", "deadline", "severity", "scope")
"""Why an office looks at a file again and may refer it."""

CHANNELS = ("mediation", "organization", "administration", "court", "petition")
"""How a claimant can bring a claim to a third party."""

LAYERS = ("neighbours", "work", "online")
"""Layers of ties between residents: household and neighbours, work and interest, online."""

SERVICE_DISTRIBUTIONS = ("exponential", "lognormal", "gamma", "deterministic")
"""Distributions of service times, all of the stated mean."""

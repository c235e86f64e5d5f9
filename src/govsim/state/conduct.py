"""How offices behaved towards each dispute: one record per dispute, beside the docket."""

from govsim.columns import Column

CONDUCT = (
    Column("right", "int32", -1, "row", "Office to which a misrouted file is to be handed on, -1 if it is where it belongs."),
    Column("misrouted", "int16", 0, "1", "Times it was handed to a wrong office."),
    Column("turned_away", "int16", 0, "1", "Times an office turned it away."),
    Column("taken_over", "int16", 0, "1", "Times an office took it over uninvited."),
    Column("suppressed", "int16", 0, "1", "Times it was suppressed; never counted as reported or resolved."),
)  # fmt: skip

"""Types of dispute, one record each."""

from govsim.columns import Column

TYPE = (
    Column("rate", "float64", 0, "per person and day", "Rate of latent disputes at resting grievance."),
    Column("stake", "float64", 1, "family disputes", "Median stake."),
    Column("success", "float64", 1, "1", "q_max."),
    Column("service_days", "float64", 1, "days", "Mean service time."),
    Column("households", "float64", 1, "1", "Mean households on the claimants' side."),
    Column("difficulty", "float64", 0, "logits", "Mean difficulty."),
    Column("layer", "int8", -1, "code", "Layer of the respondent in `LAYERS`, -1 if none."),
)

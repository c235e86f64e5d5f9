"""The channels by which claims are brought, one record each, in the order of `CHANNELS`."""

from govsim.columns import Column

CHANNEL = (
    Column("appeal", "float64", 0, "utility", "Utility to everyone."),
    Column("access_migrant", "float64", 0, "utility", "Utility that migrants lack."),
    Column("access_aged", "float64", 0, "utility", "Utility that residents of 60 and older lack."),
    Column("cost", "float64", 0, "utility", "Utility lost per unit of hardship."),
    Column("binding", "float64", 1, "1", "Factor on the probability of relapse."),
    Column("stage", "int8", 0, "code", "Code in `STAGES` of the stage at which a claim enters by it."),
)

"""Who joined which dispute: one record per resident and dispute, in two linked lists."""

from govsim.columns import Column

SUPPORTER = (
    Column("until", "float64", 0, "day", "Time at which the supporter tires."),
    Column("next_evening", "float64", 0, "day", "Evening on which they next transmit."),
    Column("entity", "uint64", 0, "1", "Dice entity of this resident in this dispute."),
    Column("first_tie", "int64", 0, "1", "Position of the resident's first tie."),
    Column("degree", "int64", 0, "1", "Number of the resident's ties."),
    Column("next_trial", "int64", 0, "1", "Number of the next trial (evening and tie) that transmits."),
    Column("first_evening", "int32", 0, "day", "First evening on which they can transmit."),
    Column("draws", "int32", 0, "1", "Draws made for their transmissions."),
    Column("resident", "int32", -1, "row", "The resident."),
    Column("dispute", "int32", -1, "row", "The dispute."),
    Column("next_of_resident", "int32", -1, "row", "Next record of the resident."),
    Column("next_of_dispute", "int32", -1, "row", "Next record of the dispute, or of the free list."),
    Column("active_slot", "int32", -1, "1", "Position in the active list, -1 once tired."),
)

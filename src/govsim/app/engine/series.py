"""The daily series of a run as pages name them."""

from govsim.scenario.vocabulary import TIERS

FLOWS = frozenset(
    {"arose", "brought", "resolved", "closed_on_paper", "suppressed", "abandoned", "spilled", "outbreaks"}
)
"""Series that count what happened on a day; the others say how things stand."""

SERIES = {
    "waiting": ("Waiting", "等候案件"),
    "in_service": ("In hand", "在办案件"),
    "awaiting_decision": ("Awaiting decision", "待批案件"),
    "dormant": ("Closed, not settled", "假结与压制"),
    "supporters": ("Supporters", "声援人数"),
    "outbreaks": ("Outbreaks", "群体性事件"),
    "arose": ("Arisen", "新发纠纷"),
    "brought": ("Brought", "受理纠纷"),
    "resolved": ("Resolved", "彻底化解"),
    "closed_on_paper": ("Closed on paper", "纸面办结"),
    "suppressed": ("Suppressed", "压制"),
    "abandoned": ("Given up", "放弃"),
    "spilled": ("Left the city", "外溢出市"),
    "rumour": ("Rumour", "谣言水平"),
    "counties_overloaded": ("Counties overloaded", "超负荷县区"),
    "open.latent": ("Latent", "潜在纠纷"),
    "open.claim": ("Claims", "提出阶段"),
    "open.mediation": ("At mediation", "调解阶段"),
    "open.formal": ("Formal stage", "正式阶段"),
    "open.petition": ("Petitions", "信访阶段"),
    "open.collective": ("Collective action", "集体行动"),
    "trust.community": ("Trust in community", "对社区的信任"),
    "trust.street": ("Trust in street", "对街道的信任"),
    "trust.county": ("Trust in county", "对县区的信任"),
    "trust.city": ("Trust in city", "对市级的信任"),
}
"""What a series is called in the head of a narrow card."""

BETTER = {
    "waiting": "lower",
    "dormant": "lower",
    "supporters": "lower",
    "outbreaks": "lower",
    "resolved": "higher",
    "closed_on_paper": "lower",
    "suppressed": "lower",
    "abandoned": "lower",
    "spilled": "lower",
    "rumour": "lower",
    "counties_overloaded": "lower",
    "open.petition": "lower",
    "open.collective": "lower",
    **{f"trust.{tier}": "higher" for tier in TIERS},
}
"""Which way is better; series that are not here are neither."""

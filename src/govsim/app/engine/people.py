"""Cards of residents, who are asked on the very day."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.app.engine.cards import fact
from govsim.app.engine.requests import RefusedError
from govsim.scenario.vocabulary import TIERS

if TYPE_CHECKING:
    from govsim.app.engine.dossier import Dossier

_AGES = (("0 to 14", "0—14岁"), ("15 to 59", "15—59岁"), ("60 and older", "60岁及以上"))
_MOST = 8


def resident_card(model: Any, dossier: "Dossier", row: int, day: int) -> dict[str, Any]:
    """Return the card of a resident of a model that has been lived up to the day.

    Raises
    ------
    RefusedError
        If there is no such resident.
    """
    people = model.state.residents
    if not 0 <= row < len(people.community):
        raise RefusedError("There is nobody to tell of here.", "此处没有可介绍的对象。")
    home = dossier.names["communities"][int(people.community[row])]
    age = _AGES[int(people.age_class[row])]
    # Kernels touch a row when they need it; grievance fades in between.
    elapsed = max(0.0, day + 1 - float(people.updated[row]))
    rest = min(1.0, model.effective.trust.grievance_rest * float(people.hardship[row]))
    fade = math.exp(-model.effective.trust.grievance_decay * elapsed)
    grievance = rest + (float(people.grievance[row]) - rest) * fade
    trust = people.trust[row]
    issue = int(people.issue[row])
    own = (dossier.disputes["claimant"] == row) | (dossier.disputes["respondent"] == row)
    mine = np.flatnonzero(own & (dossier.disputes["opened"] < day + 1))
    ties = model.state.ties
    tied = np.unique(ties.neighbour[ties.start[row] : ties.start[row + 1]])
    yes, no = {"en": "yes", "zh": "是"}, {"en": "no", "zh": "否"}
    decision = None
    if issue >= 0:
        title = dossier.title(issue)
        share = float(people.threshold[row])
        decision = {
            "day": None,
            "dispute": issue,
            "en": f"Stands up for: {title['en']}.",
            "zh": f"正在声援:{title['zh']}。",
            "why": {
                "en": f"Joins when {share:.0%} of those around do (threshold), and somebody tied to them was active.",
                "zh": f"当身边 {share:.0%} 的人参与时便会加入(阈值),且有联系的人已在声援。",
            },
        }
    return {
        "kind": "resident",
        "id": row,
        "day": day,
        "name": {"en": f"Resident {row + 1} of {home[0]}", "zh": f"{home[1]}居民 {row + 1}"},
        "facts": [
            fact("Age", "年龄", {"en": age[0], "zh": age[1]}),
            fact("Migrant", "流动人口", yes if people.migrant[row] else no),
            fact("Member of an organisation", "社会组织成员", yes if people.organised[row] else no),
            fact("Party member", "党员", yes if people.party[row] else no),
            fact("Hardship, 1 is the mean", "困难程度(1为均值)", round(float(people.hardship[row]), 2)),
            fact("Grievance, 0 to 1", "不满(0—1)", round(grievance, 2)),
            fact(
                "Trust in the county, 0 to 1",
                "对县区的信任(0—1)",
                round(float(trust[TIERS.index("county")]), 2),
            ),
            fact(
                "Trust in the city, 0 to 1", "对市级的信任(0—1)", round(float(trust[TIERS.index("city")]), 2)
            ),
            fact("Ties", "社会联系", len(tied)),
        ],
        "decision": decision,
        "neighbours": [
            {"kind": "resident", "id": int(n), "name": {"en": f"Resident {n + 1}", "zh": f"居民 {n + 1}"}}
            for n in tied[:_MOST].tolist()
        ],
        "stories": mine[::-1][:_MOST].tolist(),
    }

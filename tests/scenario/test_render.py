import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsim.scenario.errors import ScenarioError
from govsim.scenario.loader import load, load_text
from govsim.scenario.plain import to_plain
from govsim.scenario.render import fingerprint, scalar, to_yaml
from govsim.scenario.shipped import shipped
from govsim.scenario.source import parse

TEXTS = st.text(min_size=1, max_size=30).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_scenarios_reload(name):
    """What is written out reloads to an equal scenario, with the same fingerprint and the same text."""
    scenario = load(name)
    text = to_yaml(scenario)
    again = load_text(text, "again")
    assert again == scenario
    assert fingerprint(again) == fingerprint(scenario)
    assert to_yaml(again) == text


def test_what_was_removed_stays_removed(small):
    """A resolved scenario stands alone: a regime dropped from the base does not come back."""
    changed = small.replace({"regimes.triage": None})
    assert load_text(to_yaml(changed), "x") == changed


@given(
    en=TEXTS,
    zh=st.none() | TEXTS,
    alpha=st.floats(0, 0.9),
    scale=st.floats(1, 1000),
    seed=st.integers(0, 2**63 - 1),
    slots=st.none() | st.integers(0, 10_000_000),
    day=st.integers(0, 10**12),
    counties=st.lists(st.sampled_from(["第1区", "District 2", "990102"]), max_size=4),
)
def test_any_values_reload(small, en, zh, alpha, scale, seed, slots, day, counties):
    """Texts of any characters and numbers of any digits survive the way through YAML."""
    scenario = small.replace(
        {
            "title": {"en": en, "zh": zh},
            "casework.alpha": alpha,
            "casework.slots": slots,
            "scale": scale,
            "seed": seed,
            "shocks": {
                "s": {
                    "label": {"en": en},
                    "types": ["family"],
                    "factor": alpha,
                    "day": day,
                    "counties": counties,
                }
            },
        }
    )
    again = load_text(to_yaml(scenario), "x")
    assert again == scenario
    assert fingerprint(again) == fingerprint(scenario)


@given(TEXTS)
def test_scalars_reload(text):
    """Any text reads back as itself, as a value, as a key and inside brackets."""
    written = f"{scalar('k' + text)}: [{scalar(text)}, {{{scalar('q' + text)}: {scalar(text)}}}]"
    assert parse(written, "x").data == {"k" + text: [text, {"q" + text: text}]}


def test_plain_texts_stay_plain():
    """Words need no quotes; what would be read as something else gets them."""
    assert scalar("Housing and property (概况)") == "Housing and property (概况)"
    for text in ("NO: x", "true", "1.5", "", " x", "- x", "#x", "a #b", "null", "...", "a\nb", "*x"):
        assert scalar(text).startswith('"')


def test_the_order_is_the_schemas(small):
    """Top-level keys come in the schema's order, after `extends: null`."""
    lines = [line.partition(":")[0] for line in to_yaml(small).splitlines() if line[:1].isalpha()]
    assert lines == ["extends", *type(small).model_fields]


def test_fingerprints_tell_scenarios_apart(small):
    """Any change changes the fingerprint; the order of a table, or where values came from, does not."""
    assert fingerprint(small) != fingerprint(small.replace({"seed": 2}))
    data = to_plain(small)
    data["regimes"] = dict(reversed(data["regimes"].items()))
    assert fingerprint(type(small).from_dict(data)) == fingerprint(small)
    assert len(fingerprint(small)) == 64


def test_a_resolved_file_is_checked_like_any_other(small):
    """A value spoilt by hand is found in its line."""
    text = to_yaml(small).replace("alpha: 0.1", "alpha: 1.1")
    with pytest.raises(ScenarioError, match=r"^x:\d+:10  casework\.alpha: found 1\.1, allowed 0 to 0\.9$"):
        load_text(text, "x")

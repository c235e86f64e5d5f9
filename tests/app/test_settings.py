import base64
import zlib
from urllib.parse import urlencode

import pytest
from pydantic import ValidationError

from govsim.app.engine.limits import check_scenario
from govsim.app.pages.settings import LARGEST_TEXT, Change, Setting
from govsim.scenario.loader import load_text
from govsim.scenario.shipped import shipped


@pytest.mark.parametrize(
    "setting",
    [
        Setting(),
        Setting(name="governance-radius", a="lead_street", b="county", seed=0, days=30),
        Setting(name="", text="extends: quickstart\ntitle: {en: 'ä & =?', zh: 城}\n"),
        Setting(
            changes=(
                Change(day=3, key="casework.alpha", value="0.3"),
                Change(day=3, key="a.b", value="a=b&c:d"),
            )
        ),
    ],
    ids=["first", "other", "own", "levers"],
)
def test_an_address_says_the_whole_setting(setting):
    """What is shared is what is opened."""
    assert Setting.from_query(setting.query()) == setting


@pytest.mark.parametrize(
    "query",
    [
        "scenario=../../etc/passwd",
        "scenario=/etc/passwd",
        "scenario=nonsense",
        "world=-1",
        "days=0",
        "a=%3Cscript%3E",
        "yaml=AAAA",
        "set=1:a;b=2",
        urlencode([("set", f"{day}:a.b=1") for day in range(20)]),
    ],
)
def test_an_address_with_anything_else_is_refused(query):
    """Paths, unknown names, markup, and more than anybody needs are refused."""
    with pytest.raises(ValueError, match=r"."):
        Setting.from_query(query)


def test_an_address_unpacks_no_bomb():
    """No more is unpacked than a scenario may have."""
    bomb = base64.urlsafe_b64encode(zlib.compress(b"a" * 50_000_000, 9)).decode()
    with pytest.raises(ValidationError, match="256 KB"):
        Setting.from_query(urlencode({"yaml": bomb}))


def test_a_text_has_a_largest_size():
    """A scenario is measured in bytes, not in characters."""
    with pytest.raises(ValidationError, match="256 KB"):
        Setting(text="城" * (LARGEST_TEXT // 3 + 1))


def test_only_levers_make_a_ghost():
    """A run goes on from another when levers changed and nothing else did."""
    one = Setting()
    turned = one.model_copy(update={"changes": (Change(day=5, key="casework.alpha", value="0.3"),)})
    assert turned.goes_on_from(one)
    assert one.goes_on_from(turned)
    assert not one.goes_on_from(one)
    assert not turned.model_copy(update={"seed": 9}).goes_on_from(one)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_scenario_listed_can_be_opened(name):
    """A city too large for the classroom is lived at a scale that is not."""
    check_scenario(load_text(Setting(name=name).scenario))

"""What is wrong with a scenario file, in Chinese.

Messages are written in English, as the command line says them. They are put together from few phrases,
so that a table of phrases turns them; what the table does not know stays English.
"""

import functools
import re

_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'")
_GAP = re.compile("(?<=[\u4e00-\u9fff，。：；（）]) +(?=[\u4e00-\u9fff（])")
_HELD = re.compile("\ue000(\\d+)\ue001")


def in_chinese(message: str) -> str:
    """Return a message about a scenario file in Chinese.

    Parameters
    ----------
    message : str
        See `govsim.scenario.errors.Problem.message`.
    """
    values: list[str] = []

    def hold(found: re.Match[str]) -> str:
        values.append(found.group())
        return f"'\ue000{len(values) - 1}\ue001'"

    said = _QUOTED.sub(hold, message)
    for pattern, chinese in _phrases():
        said = pattern.sub(chinese, said)
    said = _GAP.sub("", said).lstrip("：")
    return _HELD.sub(lambda found: values[int(found[1])][1:-1], said)


@functools.cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    from govsim.app.text import read

    return tuple((re.compile(pattern), chinese) for pattern, chinese in read("problems.yaml"))

"""What could not be done, or rests on less than the study has."""

from typing import NamedTuple


class Note(NamedTuple):
    """One remark, in English and in Chinese."""

    en: str
    zh: str

"""What has been computed, as long as there is room."""

from collections import OrderedDict
from typing import Any


class Cache:
    """Keeps what was asked for last, up to so many bytes.

    Parameters
    ----------
    most : int
        Bytes.

    Attributes
    ----------
    bytes : int
        Kept at present.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self.bytes = 0

    def __len__(self) -> int:
        """Return the number of things kept."""
        return len(self._kept)

    def get(self, key: str) -> Any:
        """Return what is kept under a key, or None."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key][0]

    def put(self, key: str, value: Any, size: int) -> None:
        """Keep a value of so many bytes: the oldest make room; what is larger than all room is not kept."""
        if size > self._most:
            return
        if key in self._kept:
            self.bytes -= self._kept.pop(key)[1]
        self._kept[key] = value, size
        self.bytes += size
        while self.bytes > self._most:
            _, (_, freed) = self._kept.popitem(last=False)
            self.bytes -= freed

"""Residents: Mesa agents that are handles on a row of the residents' columns.

`model.residents` mints them on demand, so that a city of twenty million costs no twenty million
objects, while Mesa's vocabulary (`select`, `get`, `agg`, `groupby`, `do`, `shuffle` ...) works.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self, cast

import mesa
import numpy as np
from mesa.agentset import AbstractAgentSet, GroupBy
from numpy.typing import NDArray

from govsim.conflict.docket import Dispute


class Resident(mesa.Agent):  # type: ignore[type-arg]
    """One simulated resident; attributes read and write its row.

    Every column of `govsim.population.SCHEMA` is an attribute, e.g. ``resident.hardship``.
    """

    _OWN = frozenset({"model", "row", "unique_id", "pos"})

    def __init__(self, model: Any, row: int) -> None:
        # Not registered with the model: the row is the resident, this object only a handle.
        self.model = model
        self.row = row
        self.unique_id = row + 1  # type: ignore[assignment]
        self.pos = None

    def __getattr__(self, name: str) -> Any:
        """Return the value of a column in this row."""
        if name.startswith("_"):
            raise AttributeError(name)
        columns = self.__dict__["model"].state.residents
        if name not in columns._fields:
            raise AttributeError(
                f"a resident has no attribute {name!r}; its columns are {', '.join(columns._fields)}"
            )
        value = getattr(columns, name)[self.row]
        return value if np.ndim(value) else value.item()

    def __setattr__(self, name: str, value: Any) -> None:
        """Write a column in this row."""
        if name in self._OWN:
            self.__dict__[name] = value
            return
        columns = self.model.state.residents
        if name not in columns._fields:
            raise AttributeError(
                f"a resident has no attribute {name!r}; its columns are {', '.join(columns._fields)}"
            )
        getattr(columns, name)[self.row] = value

    def __eq__(self, other: object) -> bool:
        """Return whether two handles are of the same row of the same model."""
        return isinstance(other, Resident) and other.row == self.row and other.model is self.model

    def __hash__(self) -> int:
        """Hash by row."""
        return hash(self.row)

    def __repr__(self) -> str:
        """Return row and community."""
        return f"<Resident {self.row} of community {self.community}>"

    @property
    def neighbours(self) -> "ResidentSet":
        """Everyone tied to this resident, in any layer."""
        ties = self.model.state.ties
        rows = ties.neighbour[ties.start[self.row] : ties.start[self.row + 1]]
        return ResidentSet(self.model, np.unique(rows).astype(np.int64))

    @property
    def dispute(self) -> Dispute | None:
        """The dispute that the resident joined last and is still active for."""
        return self.model.disputes[self.issue] if self.issue >= 0 else None

    def remove(self) -> None:
        """Refuse: residents are neither made nor lost."""
        raise TypeError("a resident cannot be removed from the city")


class ResidentSet(AbstractAgentSet[Resident]):
    """A set of residents, kept as an array of rows.

    Parameters
    ----------
    model : CityModel
    rows : int64 array
        Rows, each once.
    """

    def __init__(self, model: Any, rows: NDArray[np.int64]) -> None:
        self.model = model
        self.rows = rows
        self.random = model.random

    def __len__(self) -> int:
        """Return the number of residents."""
        return len(self.rows)

    def __iter__(self) -> Iterator[Resident]:
        """Yield a handle for every resident."""
        return (Resident(self.model, int(row)) for row in self.rows)

    def __contains__(self, agent: object) -> bool:
        """Whether a resident is in the set."""
        return (
            isinstance(agent, Resident) and agent.model is self.model and bool(np.any(self.rows == agent.row))
        )

    def __getitem__(self, position: int) -> Resident:
        """Return the resident at a position of the set."""
        return Resident(self.model, int(self.rows[position]))

    def __repr__(self) -> str:
        """Return the number of residents."""
        return f"<{len(self)} residents>"

    @property
    def columns(self) -> Any:
        """The columns, restricted to this set: one array per attribute (a copy for a part of the city)."""
        columns = self.model.state.residents
        if np.array_equal(self.rows, np.arange(len(columns.community))):
            return columns
        return type(columns)._make(column[self.rows] for column in columns)

    def select(
        self,
        filter_func: Callable[[Resident], bool] | NDArray[np.bool_] | None = None,
        at_most: float = float("inf"),
        inplace: bool = False,
        agent_type: type[Resident] | None = None,
    ) -> "ResidentSet":
        """Return the residents that pass a filter.

        Parameters
        ----------
        filter_func : callable or bool array, optional
            A function of a `Resident`, as in Mesa, or, much faster, one bool per resident of this
            set: ``residents.select(residents.columns.migrant == 1)``.
        at_most : int or float, optional
            A number, or a share between 0 and 1, of residents of this set.
        inplace : bool, optional
            Whether to shrink this set.
        agent_type : type, optional
            For Mesa's signature; every resident is a `Resident`.
        """
        if filter_func is None:
            rows = self.rows
        elif isinstance(filter_func, np.ndarray):
            rows = self.rows[filter_func]
        else:
            rows = self.rows[np.fromiter((bool(filter_func(r)) for r in self), np.bool_, len(self))]
        if agent_type is not None and not issubclass(Resident, agent_type):
            rows = rows[:0]
        if at_most <= 1.0 and isinstance(at_most, float):
            at_most = int(len(self) * at_most)
        if at_most < len(rows):
            rows = rows[: int(at_most)]
        return self._update_rows(rows, inplace)

    def get(
        self, attr_names: str | list[str], handle_missing: str = "error", default_value: Any = None
    ) -> Any:
        """Return one column as an array, or a list of columns, for the residents of this set."""
        if isinstance(attr_names, str):
            columns = self.model.state.residents
            if attr_names in columns._fields:
                return getattr(columns, attr_names)[self.rows]
            if handle_missing == "default":
                return np.array([getattr(resident, attr_names, default_value) for resident in self])
            return np.array([getattr(resident, attr_names) for resident in self])
        return [self.get(name, handle_missing, default_value) for name in attr_names]

    def set(self, attr_name: str, value: Any) -> Self:  # type: ignore[override]
        """Set a column to a value for every resident of this set."""
        getattr(self.model.state.residents, attr_name)[self.rows] = value
        return self

    def agg(self, attribute: str, func: Any) -> Any:
        """Return a function, or a list of functions, of the array of an attribute."""
        values = self.get(attribute)
        return [f(values) for f in func] if isinstance(func, Iterable) else func(values)

    def groupby(self, by: Callable[[Resident], Any] | str, result_type: str = "agentset") -> GroupBy:
        """Group residents by a column or a function of a resident."""
        keys = self.get(by) if isinstance(by, str) else np.array([by(resident) for resident in self])
        values, inverse = np.unique(keys, return_inverse=True)
        order = np.argsort(inverse, kind="stable")
        parts = np.split(self.rows[order], np.cumsum(np.bincount(inverse))[:-1])
        sets = {v.item(): ResidentSet(self.model, part) for v, part in zip(values, parts, strict=True)}
        if result_type == "list":
            return GroupBy({key: list(group) for key, group in sets.items()})
        return GroupBy(cast("dict[Any, list[Any] | AbstractAgentSet[Any]]", sets))

    def shuffle(self, inplace: bool = False) -> "ResidentSet":
        """Return the residents in random order (Mesa's generator: never used by the model itself)."""
        rows = self.rows.copy()
        self.model.rng.shuffle(rows)
        return self._update_rows(rows, inplace)

    def sort(
        self, key: Callable[[Resident], Any] | str, ascending: bool = False, inplace: bool = False
    ) -> "ResidentSet":
        """Return the residents sorted by a column or a function of a resident."""
        values = self.get(key) if isinstance(key, str) else np.array([key(resident) for resident in self])
        order = np.argsort(values, kind="stable")
        return self._update_rows(self.rows[order if ascending else order[::-1]], inplace)

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> "ResidentSet":
        """Call a method or function on every resident."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> "ResidentSet":
        """Call a method or function on every resident, in random order."""
        self.shuffle().do(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Call a method or function on every resident and return the results."""
        if isinstance(method, str):
            return [getattr(resident, method)(*args, **kwargs) for resident in self]
        return [method(resident, *args, **kwargs) for resident in self]

    def to_list(self) -> list[Resident]:
        """Return a list of handles."""
        return list(self)

    def add(self, agent: Resident) -> None:
        """Refuse: a set of residents does not grow."""
        raise TypeError("residents are neither made nor lost; use select")

    def discard(self, agent: Resident) -> None:
        """Drop a resident from this set (not from the city)."""
        self.rows = self.rows[self.rows != agent.row]

    def remove(self, agent: Resident) -> None:
        """Drop a resident from this set; KeyError if they are not in it."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    def _update(self, agents: Iterable[Resident]) -> "ResidentSet":
        self.rows = np.array([agent.row for agent in agents], dtype=np.int64)
        return self

    def _update_rows(self, rows: NDArray[np.int64], inplace: bool) -> "ResidentSet":
        if inplace:
            self.rows = rows
            return self
        return ResidentSet(self.model, rows)

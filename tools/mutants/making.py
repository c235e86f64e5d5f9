"""Mutants of a file: every small change of its syntax tree, one at a time."""

import ast
import copy
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SWAPS: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitXor: (ast.BitOr,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
"""What stands in for an operator."""
TWINS = {"min": "max", "max": "min", "floor": "ceil", "ceil": "floor", "any": "all", "all": "any"}
"""Functions that are easily taken for each other."""


class Mutant(NamedTuple):
    """One change of one file."""

    path: str
    """Relative to the repository."""
    line: int
    last: int
    where: str
    """The function that is changed."""
    before: str
    after: str
    source: str
    """The whole file after the change."""

    @property
    def name(self) -> str:
        """Tell the mutant apart from all others, whatever its line."""
        digest = hashlib.blake2b(self.source.encode(), digest_size=6).hexdigest()
        return f"{self.path}:{digest}"

    def __str__(self) -> str:
        place = f"{self.path.removeprefix('src/govsim/')}:{self.line} {self.where}"
        return f"{place}: {_short(self.before)} -> {_short(self.after)}"


def _short(code: str) -> str:
    return "`" + " ".join(code.split())[:90] + "`"


def mutants_of(path: Path, root: Path) -> list[Mutant]:
    """Return all mutants of a file, in the order of its lines."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    out = []
    for node, where in _sites(tree, "module"):
        for old, changed in _changes(node):
            first, end = (
                starts[old.lineno - 1] + old.col_offset,
                starts[old.end_lineno - 1] + old.end_col_offset,
            )
            before = text.encode()[first:end].decode()
            after = ast.unparse(ast.fix_missing_locations(changed))
            inserted = f"({after})" if isinstance(changed, ast.expr) else after
            source = text.encode()[:first] + inserted.encode() + text.encode()[end:]
            out.append(
                Mutant(
                    str(path.relative_to(root)),
                    old.lineno,
                    old.end_lineno,
                    where,
                    before,
                    after,
                    source.decode(),
                )
            )
    return out


def _sites(node: ast.AST, where: str) -> Iterator[tuple[ast.AST, str]]:
    """Yield the nodes that may be changed and the function that each is in."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(
                child, ast.Import | ast.ImportFrom | ast.JoinedStr | ast.Raise
            ):
                continue
            here = child.name if isinstance(child, ast.FunctionDef | ast.ClassDef) else where
            if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
                if hasattr(child, "lineno"):
                    yield child, here
                yield from _sites(child, here)


def _changes(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Yield what can be changed at a node: the part that goes and the one that comes."""
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp):
        for swap in SWAPS.get(type(node.op), ()):
            yield node, _with(node, op=swap())
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for swap in SWAPS.get(type(node.ops[0]), ()):
            yield node, _with(node, ops=[swap()])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield node, node.operand
    if isinstance(node, ast.IfExp):
        yield node, _with(node, body=node.orelse, orelse=node.body)
    if isinstance(node, ast.If) and not (isinstance(node.test, ast.Compare) and len(node.test.ops) == 1):
        yield node.test, ast.UnaryOp(ast.Not(), node.test)
    if isinstance(node, ast.Break):
        yield node, ast.Continue()
    if _can_be_dropped(node):
        yield node, ast.Pass()
    for other in (_other_constant(node), _twin_call(node)):
        if other is not None:
            yield node, other


def _other_constant(node: ast.AST) -> ast.AST | None:
    """Return the negation of a truth value and a number plus one."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, bool | int | float):
        return None
    return ast.Constant(not node.value if isinstance(node.value, bool) else node.value + 1)


def _twin_call(node: ast.AST) -> ast.AST | None:
    """Return the call of a function's twin."""
    if not isinstance(node, ast.Call):
        return None
    function = node.func
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    if name not in TWINS:
        return None
    if isinstance(function, ast.Name):
        return _with(node, func=ast.Name(TWINS[name]))
    return _with(node, func=_with(function, attr=TWINS[name]))


def _can_be_dropped(node: ast.AST) -> bool:
    """Whether a statement can be left out without leaving a name undefined."""
    if isinstance(node, ast.Assign):
        return all(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets)
    return isinstance(node, ast.AugAssign | ast.Continue) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    )


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed

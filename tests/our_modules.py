"""Our own source files as the tests of the house read them: where each stands, and what it imports."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "aip_desktop"
FOLDERS = (PROGRAM, "tests", "benchmarks", "packaging", "proofs")


@dataclass(frozen=True)
class Module:
    """One of our files: its path from the top of the checkout, and its text."""

    path: PurePosixPath
    source: str

    @property
    def tree(self) -> ast.Module:
        """The file as Python reads it."""
        return _parsed(self.source)

    @property
    def place(self) -> str:
        """The path inside the program ("models/budget.py"), or "" for a file outside it."""
        inside = self.path.parts[0] == PROGRAM
        return "/".join(self.path.parts[1:]) if inside else ""

    @property
    def room(self) -> str:
        """ "models", "ui", ..., or the name of a single module ("wording"); "" outside the program."""
        return PurePosixPath(self.place).parts[0].removesuffix(".py") if self.place else ""

    def imports(self) -> Iterator[str]:
        """Every module named by an import anywhere in it, with dots, however it is written."""
        return (name for name, _ in imports_of(self.tree, self.path))

    def imports_at_its_top(self) -> Iterator[str]:
        """The same of the imports that are made as soon as it is loaded."""
        top = [node for node in self.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        return (name for name, _ in imports_of(ast.Module(body=list(top), type_ignores=[]), self.path))

    def calls(self) -> Iterator[ast.Call]:
        """Every call in it."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


@cache
def _parsed(source: str) -> ast.Module:
    return ast.parse(source)


def imports_of(tree: ast.AST, path: PurePosixPath) -> Iterator[tuple[str, ast.AST]]:
    """Every module named by an import in a tree, with the node that names it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ".".join([*path.parts[: len(path.parts) - node.level], ""]) if node.level else ""
            source = (start + (node.module or "")).rstrip(".")
            yield source, node
            yield from ((f"{source}.{alias.name}", node) for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in {"import_module", "__import__"}:
            for given in node.args[:1]:
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield given.value, node


def called(node: ast.Call) -> str:
    """The last name of what is called: "connection" for ``session.connection()``."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def is_within(name: str, whole: str) -> bool:
    """Whether a dotted name is another one, or something inside it."""
    return name == whole or name.startswith(f"{whole}.")


@cache
def our_modules() -> tuple[Module, ...]:
    """Every Python file of the checkout."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(
        Module(PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_text(encoding="utf-8"))
        for path in paths
    )


@cache
def our_imports() -> dict[str, frozenset[str]]:
    """Each file of the program, as a place ("models/base.py") -> the places it imports, wherever it does so."""
    places = {module.place: module for module in our_modules() if module.place}
    return {
        place: frozenset(
            found
            for name in module.imports()
            if is_within(name, PROGRAM) and (found := place_of(name, frozenset(places))) and found != place
        )
        for place, module in places.items()
    }


def place_of(name: str, places: frozenset[str]) -> str:
    """The file that a dotted name of ours means: a module itself, else nothing ("" for a name in a module)."""
    inside = name.removeprefix(PROGRAM).lstrip(".").replace(".", "/")
    if f"{inside}.py" in places:
        return f"{inside}.py"
    package = f"{inside}/__init__.py".lstrip("/")
    return package if package in places else ""

"""Reading the project's own sources, for the tests of its shape."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "perennial"
SLICES = sorted(path.parent.name for path in PACKAGE.glob("*/apps.py"))


def modules(*, tests: bool = False) -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the package with its syntax tree, without migrations (and without tests unless asked for)."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if "migrations" in parts or ("tests" in parts and not tests):
            continue
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything that a module imports, wherever it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def place(path: Path, line: int = 0) -> str:
    """How a failure names a line."""
    return f"{path.relative_to(PACKAGE.parents[1])}:{line}"

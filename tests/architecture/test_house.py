"""The shape of the house: what docs/map.md says, as tests."""

import ast
import re

from tests.architecture.sources import PACKAGE, SLICES, imported, modules, place

# What a slice may take from another: its public face. Everything else is its own business.
PRIVATE = {"views", "forms", "receivers", "manifest", "admin", "portal", "api", "templatetags", "urls"}
SHARED = {"kernel", "design"}  # they are there to be used, in every part


def test_a_slice_takes_only_the_public_face_of_another() -> None:
    wrong = []
    for path, tree in modules():
        mine = path.relative_to(PACKAGE).parts[0]
        for line, name in imported(tree):
            parts = name.split(".")
            if parts[0] == "perennial" and len(parts) > 2 and parts[1] not in SHARED | {mine} and parts[2] in PRIVATE:
                wrong.append(f"{place(path, line)} {name}")
    assert not [w for w in wrong if "/config/" not in w]


def test_nobody_uses_model_signals() -> None:
    wrong = [
        place(path, line)
        for path, tree in modules()
        for line, name in imported(tree)
        if name.startswith(("django.db.models.signals", "django.dispatch"))
    ]
    assert not wrong, "publish an event instead"


def test_only_the_clock_asks_for_the_time() -> None:
    asks = re.compile(r"\b(timezone\.now|datetime\.now|datetime\.utcnow|date\.today|datetime\.today)\(")
    wrong = [
        place(path, number)
        for path, _ in modules()
        if path.name != "clock.py"
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if asks.search(text)
    ]
    assert not wrong, "use perennial.kernel.clock"


def test_files_stay_small() -> None:
    files = [*(path for path, _ in modules()), *PACKAGE.glob("*/static/**/*.css"), *PACKAGE.glob("*/static/**/*.js")]
    long = {place(path): n for path in files if (n := len(path.read_text(encoding="utf-8").splitlines())) > 400}
    assert not long, "split by behaviour"


def test_modules_and_public_functions_say_what_they_are_for() -> None:
    silent = []
    for path, tree in modules():
        if path.name in {"__init__.py", "apps.py", "urls.py"} and path.parent.name not in SLICES:
            continue
        if not ast.get_docstring(tree) and path.name not in {"apps.py", "urls.py"}:
            silent.append(place(path))
        if path.parent.name in {"actions", "queries"} or path.name in {"actions.py", "queries.py", "rules.py"}:
            silent += [
                f"{place(path, node.lineno)} {node.name}"
                for node in tree.body
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
            ]
    assert not silent


def test_names_say_what_they_hold() -> None:
    vague = {"utils.py", "helpers.py", "common.py", "misc.py"}
    assert not [place(path) for path, _ in modules() if path.name in vague]


def test_every_slice_introduces_itself() -> None:
    for slice_ in SLICES:
        words = ast.get_docstring(ast.parse((PACKAGE / slice_ / "__init__.py").read_text(encoding="utf-8"))) or ""
        assert len(words) > 80, f"{slice_}/__init__.py: say what the slice is, its nouns, its promises"


def test_actions_name_their_actor() -> None:
    """A public action takes the acting member as keyword `by`, unless it only tells a figure or is called by a job."""
    wrong = []
    for path, tree in modules():
        if path.parent.name != "actions":
            continue
        wrong += [
            f"{place(path, node.lineno)} {node.name}: make `by` keyword-only"
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and any(a.arg == "by" for a in node.args.args)
        ]
    assert not wrong

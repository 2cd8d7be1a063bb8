"""Whatever goes into the audit log is said there in words."""

import ast
import re

from perennial.kernel import manifests
from tests.architecture.sources import PACKAGE, modules, place

KEY = re.compile(r"[a-z]+\.[a-z_]+\.[a-z_]+")


def test_every_deed_has_words() -> None:
    """Each literal "slice.noun.verb" in a module of that slice that writes deeds is a key of the registry."""
    found, wordless = 0, []
    for path, tree in modules():
        if "record_deed" not in path.read_text(encoding="utf-8"):
            continue
        mine = path.relative_to(PACKAGE).parts[0] + "."
        texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        deeds = [text for text in texts if KEY.fullmatch(text.value) and text.value.startswith(mine)]
        found += len(deeds)
        wordless += [f"{place(path, deed.lineno)} {deed.value}" for deed in deeds if deed.value not in manifests.deeds]
    assert not wordless
    assert found > 60

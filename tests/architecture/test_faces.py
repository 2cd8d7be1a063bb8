"""Templates, stylesheets and scripts: nothing inline, no raw colours, nothing from elsewhere."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

SRC = Path(__file__).parents[2] / "src/perennial"
TEMPLATES = sorted(path for path in SRC.glob("*/templates/**/*") if path.suffix in {".html", ".svg"})
MAILS = [path for path in TEMPLATES if "mail" in path.parts or "email" in path.parts]
PAGES = [path for path in TEMPLATES if path not in MAILS]
SHEETS = [path for path in SRC.glob("*/static/**/*.css") if path.name != "tokens.css"]
SCRIPTS = sorted(SRC.glob("*/static/**/*.js"))

INLINE_STYLE = re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(r"<[^>]*\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE)
STYLE_ELEMENT = re.compile(r"<style\b", re.IGNORECASE)
EVAL = re.compile(r"(hx-vals|hx-headers)[\w:]*\s*=\s*[\"']?\s*(js|javascript):|hx-trigger\s*=\s*\"[^\"]*\[", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RAW = re.compile(
    r"#[0-9a-fA-F]{3,8}\b(?![^{};]*\{)|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb|color-mix)\(|(?<![\w.-])-?\d*\.?\d+px\b"
)
PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border)-(?:left|right)\b|(?<![\w-])(?:left|right)\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
)


def place(path: Path) -> str:
    return str(path.relative_to(SRC))


def offenders(paths: list[Path], *patterns: re.Pattern[str]) -> list[str]:
    found = []
    for path in paths:
        text = COMMENT.sub("", path.read_text(encoding="utf-8")) if path.suffix == ".css" else path.read_text(encoding="utf-8")
        found += [f"{place(path)}: {match[0][:80]}" for pattern in patterns for match in pattern.finditer(text)]
    return found


def test_nothing_is_inline_in_a_page() -> None:
    assert not offenders(PAGES, INLINE_STYLE, HANDLER, INLINE_SCRIPT, STYLE_ELEMENT, EVAL)


def test_colours_and_pixels_come_from_the_tokens() -> None:
    assert not offenders(SHEETS, RAW)


def test_layout_follows_the_direction_of_the_script() -> None:
    assert not offenders(SHEETS, PHYSICAL)


def test_scripts_neither_evaluate_text_nor_load_from_elsewhere() -> None:
    assert not offenders(
        SCRIPTS, re.compile(r"\beval\(|new Function\(|https?://(?!www\.w3\.org/2000/svg)|\.innerHTML\s*=\s*[`\"']")
    )


def test_no_script_imports_itself_in_a_circle() -> None:
    """Each file's name carries the fingerprint of its text, and so of the names of those it imports."""
    imported = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
    below = {path.resolve(): _imports(path, imported) for path in SCRIPTS}
    open_, done = set[Path](), set[Path]()

    def walk(path: Path) -> None:
        assert path not in open_, f"{place(path)} is imported by what it imports"
        if path in done:
            return
        open_.add(path)
        for other in below.get(path, []):
            walk(other)
        open_.remove(path)
        done.add(path)

    for path in below:
        walk(path)


def _imports(path: Path, imported: re.Pattern[str]) -> list[Path]:
    return [(path.parent / match[1]).resolve() for match in imported.finditer(path.read_text(encoding="utf-8"))]


def test_no_template_loads_from_elsewhere() -> None:
    assert not offenders(PAGES, re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE))


@pytest.mark.parametrize("path", PAGES, ids=place)
def test_every_template_compiles(path: Path) -> None:
    parts = path.relative_to(SRC).parts
    get_template("/".join(parts[2:]))


def test_each_slice_keeps_its_styles_in_the_layer_of_pages() -> None:
    loose = [
        place(path) for path in SHEETS if path.relative_to(SRC).parts[0] != "design" and "@layer pages" not in path.read_text()
    ]
    assert not loose

"""Build hook: makes the web fonts from the fontpkg-inter package and compiles the translations. Nothing made is committed."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

RANGES = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2190-2199,U+2212,"
    "U+2318,U+FEFF,U+FFFD",
    "ext": "U+0100-0130,U+0132-0151,U+0154-02BA,U+0370-03FF,U+0400-045F,U+0490-0491,U+1E00-1EFF,U+20A0-20AB,U+20AD-20C0",
}
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "zero", "case", "frac"]


class AssetsHook(BuildHookInterface):
    """Called by hatchling for `pip install .` and `pip install -e .` alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        package = Path(self.root, "src/perennial")
        make_fonts(package / "design/static/perennial/gen")
        compile_translations(package)


def make_fonts(folder: Path) -> None:
    """Subset Inter to two woff2 files, one for Latin and one for the other scripts it has, with its licence beside them."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    folder.mkdir(parents=True, exist_ok=True)
    source = files("fontpkg_inter")
    for name, unicodes in RANGES.items():
        target = folder / f"inter-{name}.woff2"
        if target.exists():
            continue
        font = TTFont(str(source / "files" / "Inter[opsz,wght].ttf"))
        options = subset.Options()
        options.hinting = False
        options.layout_features = FEATURES
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=subset.parse_unicodes(unicodes))
        subsetter.subset(font)
        font = instancer.instantiateVariableFont(font, {"wght": (400, 700)})
        font.flavor = "woff2"
        font.save(target)
    licence = source / "LICENSE"
    if licence.is_file():
        (folder / "inter-OFL.txt").write_bytes(licence.read_bytes())


def compile_translations(package: Path) -> None:
    """Compile every .po beside its source, as gettext's msgfmt would, without needing it."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in package.glob("**/LC_MESSAGES/*.po"):
        with source.open("rb") as read:
            catalog = read_po(read)
        with source.with_suffix(".mo").open("wb") as write:
            write_mo(write, catalog)

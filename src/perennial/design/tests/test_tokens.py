"""The tokens: every pair of colours that meets on a screen has the contrast it needs, in both themes."""

import re

import pytest

from perennial.design.tests.colours import CSS, contrast, in_theme, tokens

TEXT, MARK = 4.5, 3.0
GROUNDS = ("--canvas", "--surface", "--raised", "--sunken", "--selected", "--active")
PAIRS = [
    *[("--ink", ground, TEXT) for ground in GROUNDS],
    *[("--ink-2", ground, TEXT) for ground in GROUNDS],
    *[("--ink-3", ground, TEXT) for ground in GROUNDS],
    *[
        (ink, ground, TEXT)
        for ink in ("--brand-ink", "--good", "--fair", "--poor", "--info")
        for ground in ("--surface", "--raised")
    ],
    ("--on-brand", "--brand", TEXT),
    ("--on-brand", "--brand-hi", TEXT),
    ("--on-danger", "--danger", TEXT),
    ("--on-danger", "--danger-hi", TEXT),
    ("--brand-ink", "--brand-wash", TEXT),
    ("--ink-2", "--brand-wash", TEXT),
    *[(ink, wash, TEXT) for ink in ("--ink", "--ink-2") for wash in ("--poor-wash", "--fair-wash", "--info-wash")],
    ("--ink-3", "--fair-wash", TEXT),
    ("--poor", "--poor-wash", MARK),
    ("--fair", "--fair-wash", MARK),
    ("--info", "--info-wash", MARK),
    ("--on-toast", "--toast", TEXT),
    ("--toast-act", "--toast", TEXT),
    *[
        (edge, ground, MARK)
        for edge in ("--line-ctl", "--brand")
        for ground in ("--canvas", "--surface", "--raised", "--sunken")
    ],
    *[(bar, "--surface", MARK) for bar in ("--good-bar", "--fair-bar", "--poor-bar")],
    *[(f"--c-{n}", "--surface", MARK) for n in range(1, 7)],
]
HUE_PAIRS = [("--hue-ink", "--hue-wash"), ("--hue-face-ink", "--hue-face")]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_pair(front: str, back: str, least: float, theme: str) -> None:
    known = tokens()
    assert contrast(in_theme(known[front], theme), in_theme(known[back], theme)) >= least


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), HUE_PAIRS)
def test_every_hue(front: str, back: str, theme: str) -> None:
    known = tokens()
    weak = {
        hue: round(ratio, 2)
        for hue in range(0, 360, 30)
        if (ratio := contrast(in_theme(known[front], theme, hue), in_theme(known[back], theme, hue))) < TEXT
    }
    assert not weak


def test_initials_stand_out_on_every_logo() -> None:
    known = tokens()
    gradient = re.findall(r"oklch\([^()]*(?:\([^()]*(?:\([^()]*\))?[^()]*\))?[^()]*\)", known["--hue-fill"])
    for hue in range(0, 360, 30):
        lightest = in_theme(gradient[0], "light", hue)
        assert contrast(in_theme(known["--on-hue"], "light", hue), lightest) >= TEXT, hue


def test_a_token_that_is_used_exists() -> None:
    known = set(tokens()) | {"--c", "--b", "--sw"}
    used = {name for path in CSS.glob("*.css") for name in re.findall(r"var\((--[\w-]+)", path.read_text())}
    assert not used - known - {"--h", "--hue-wash", "--hue-ink", "--on-hue"}

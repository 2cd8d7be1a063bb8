"""Reads the tokens as a browser does: light-dark(), oklch(), var(); and measures contrast by WCAG."""

import math
import re
from pathlib import Path

CSS = Path(__file__).parents[1] / "static/perennial/css"
Linear = tuple[float, float, float]
OKLCH = re.compile(r"oklch\(\s*([\d.]+)%?\s+([\d.]+)\s+([\w.()\-]+?)\s*\)")


def tokens() -> dict[str, str]:
    """Every custom property of tokens.css."""
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", (CSS / "tokens.css").read_text()))


def in_theme(value: str, theme: str, hue: int = 0) -> Linear:
    """The colour of a token's value in one theme, as linear light."""
    found = value.strip()
    if found.startswith("light-dark("):
        depth, parts, part = 0, [], ""
        for letter in found[len("light-dark(") : -1]:
            depth += (letter == "(") - (letter == ")")
            if letter == "," and depth == 0:
                parts.append(part)
                part = ""
            else:
                part += letter
        found = [*parts, part][0 if theme == "light" else 1].strip()
    match = OKLCH.fullmatch(found.replace("var(--h)", str(hue)).replace("calc(", "").replace(" + 18)", ""))
    if not match:
        raise AssertionError(f"not a plain colour: {value}")
    return linear(float(match[1]) / 100, float(match[2]), float(match[3]))


def linear(lightness: float, chroma: float, hue: float) -> Linear:
    """oklch as linear sRGB, clipped to what a screen shows (Ottosson 2020)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    light = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return tuple(min(1.0, max(0.0, channel)) for channel in light)  # type: ignore[return-value]


def contrast(one: Linear, other: Linear) -> float:
    """WCAG 2 contrast of two colours."""

    def luminance(colour: Linear) -> float:
        return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]

    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)

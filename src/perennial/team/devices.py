"""What a browser says of itself, in words that its owner knows."""

import dataclasses
import re

from django.utils.translation import gettext as _

# The first that fits counts: browsers name their ancestors too.
BROWSERS = (
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Vivaldi/", "Vivaldi"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Version/.*Safari/", "Safari"),
    (r"curl/|python|Go-http|Wget", "Script"),
)
SYSTEMS = (
    (r"iPhone", "iPhone", "smartphone"),
    (r"iPad", "iPad", "tablet"),
    (r"Android.*Mobile", "Android", "smartphone"),
    (r"Android", "Android", "tablet"),
    (r"CrOS", "ChromeOS", "laptop"),
    (r"Windows", "Windows", "monitor"),
    (r"Mac OS X|Macintosh", "macOS", "laptop"),
    (r"Linux|X11", "Linux", "monitor"),
)


@dataclasses.dataclass(frozen=True)
class Device:
    name: str
    icon: str


def device_of(user_agent: str) -> Device:
    """The browser and the system: “Firefox on Windows”."""
    browser = next((name for pattern, name in BROWSERS if re.search(pattern, user_agent)), "")
    system, icon = next(((name, icon) for pattern, name, icon in SYSTEMS if re.search(pattern, user_agent)), ("", "globe"))
    if browser and system:
        return Device(_("%(browser)s on %(system)s") % {"browser": browser, "system": system}, icon)
    return Device(browser or system or _("Unknown device"), icon)

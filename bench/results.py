"""Writes what was measured into bench/RESULTS.md, one section per bench."""

import datetime as dt
import os
import platform
import re
from pathlib import Path

PAGE = Path(__file__).with_name("RESULTS.md")
HEAD = """# Measured

Each section is written by the bench that it names; run it again to renew it.
"""


def record(section: str, text: str) -> None:
    """Replace or add the section, with the day and the machine."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else HEAD
    day = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    body = f"## {section}\n\n{text.strip()}\n\n_{day}, {machine}_\n"
    parts = re.split(r"(?m)^(?=## )", page)
    head, sections = parts[0], {part.splitlines()[0][3:]: part.rstrip() + "\n" for part in parts[1:]}
    sections[section] = body
    PAGE.write_text(head.rstrip() + "\n\n" + "\n".join(sections.values()), encoding="utf-8")

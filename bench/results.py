"""Writes what was measured into bench/RESULTS.md, one section per bench."""

import datetime as dt
import os
import platform
import re
import time
from pathlib import Path

PAGE = Path(__file__).with_name("RESULTS.md")
HEAD = """# Measured

Each section is written by the bench that it names; run it again to renew it. The yardstick under a section is the CPU time of
ten million steps of a bare loop then: a shared machine is at times twice as slow, and seconds compare as far as yardsticks do.
"""


def record(section: str, text: str) -> None:
    """Replace or add the section, with the day and the machine."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else HEAD
    day = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}, yardstick {yardstick():.2f} s"
    body = f"## {section}\n\n{text.strip()}\n\n_{day}, {machine}_\n"
    parts = re.split(r"(?m)^(?=## )", page)
    head, sections = parts[0], {part.splitlines()[0][3:]: part.rstrip() + "\n" for part in parts[1:]}
    sections[section] = body
    PAGE.write_text(head.rstrip() + "\n\n" + "\n".join(sections.values()), encoding="utf-8")


def yardstick() -> float:
    """CPU seconds of ten million steps of a bare loop: how fast the machine is just now."""
    begun, total = time.process_time(), 0
    for step in range(10_000_000):
        total += step * step % 7
    return time.process_time() - begun

"""How the cost of a question grows with the number of customers: an invented lake of 10,000, 100,000, 1,000,000 and 10,000,000.

    python -m bench.growth [--customers 10000 100000 …] [--keep FOLDER] [--record]

Each size has 20 touchpoints and 5 orders a customer. A process of its own asks every definition, DuckDB may use 3 GB; the
engine adds the answers up, so that handing them over is no part of it. Draws bench/growth.svg. The largest needs 5 GB of disk.
"""

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
PICTURE = Path(__file__).with_name("growth.svg")
TIMES = 3
COLOURS = ("#2f6f4f", "#b4552d", "#3a5fa8", "#8a5a9e", "#9a7b1c", "#4b8a96", "#a33b5b", "#666666")
WIDTH, HEIGHT, LEFT, TOP, PLOT_WIDTH, PLOT_HEIGHT = 760, 420, 70, 20, 430, 340


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--customers", type=int, nargs="+", default=SIZES)
    parser.add_argument("--keep", type=Path, help="a folder in which the lakes stay for the next time")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perennial.config.settings")
    import django

    django.setup()
    if given.one:
        print(json.dumps(_asked(given.one, given.keep)))
        return
    with tempfile.TemporaryDirectory(prefix="growth-") as place:
        folder = given.keep or Path(place)
        measured = {size: _in_its_own_process(size, folder) for size in given.customers}
    lines = _table(measured)
    print("\n".join(lines))
    if given.record:
        from bench.results import record

        PICTURE.write_text(drawn({size: found["seconds"] for size, found in measured.items()}), encoding="utf-8")
        record("How the lake grows (bench/growth.py)", "\n".join([*lines, "", "![CPU seconds by customers](growth.svg)"]))


def _in_its_own_process(size: int, folder: Path) -> dict[str, dict[str, float]]:
    command = [sys.executable, "-m", "bench.growth", "--one", str(size), "--keep", str(folder)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, dict[str, float]] = json.loads(told.splitlines()[-1])
    return found


def _asked(size: int, folder: Path) -> dict[str, dict[str, float]]:
    """CPU seconds of each definition (the median), and what is to be known beside."""
    from bench.synthetic_lake import AUDIENCE, NUMBERS, make
    from perennial.lake.core import definitions
    from perennial.lake.engines import DuckDBEngine
    from perennial.lake.queries import schemas

    place = folder / str(size)
    files = {path.name: sorted(path.glob("*.parquet")) for path in place.glob("*") if path.is_dir()}
    files["customers"] = [place / "customers.parquet"]
    if not files["customers"][0].exists():
        files = {fact: list(paths) for fact, paths in make(size, place).items()}
    engine = DuckDBEngine(memory="3GB", scratch=place / "scratch")
    engine.hold(files, schemas())
    asked = {one.key: (one.asked(**NUMBERS), list(one.columns)) for one in definitions}
    asked["an audience of purchases and touchpoints"] = (AUDIENCE, ["customer_id"])
    seconds = {}
    for name, (sql, columns) in asked.items():
        sums = ", ".join(f"SUM({column}) AS {column}" for column in columns)
        used = []
        for _ in range(TIMES if size <= 1_000_000 else 1):
            before = time.process_time()
            engine.query(f"SELECT {sums} FROM ({sql}) AS answer")
            used.append(time.process_time() - before)
        seconds[name] = sorted(used)[len(used) // 2]
    megabytes = sum(path.stat().st_size for paths in files.values() for path in paths) / 1e6
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "beside": {"megabytes": megabytes, "most_mb": most}}


def _table(measured: Mapping[int, Mapping[str, Mapping[str, float]]]) -> list[str]:
    sizes = sorted(measured)
    names = list(measured[sizes[0]]["seconds"])
    rows = [(name, [f"{measured[size]['seconds'][name]:.2f}" for size in sizes]) for name in names]
    rows.append(("files, MB", [f"{measured[size]['beside']['megabytes']:,.0f}" for size in sizes]))
    rows.append(("the most that the process held, MB", [f"{measured[size]['beside']['most_mb']:,.0f}" for size in sizes]))
    return [
        "CPU seconds of a question by the number of customers (20 touchpoints and 5 orders each):",
        "",
        "| question | " + " | ".join(f"{size:,}" for size in sizes) + " |",
        "|---|" + "---|" * len(sizes),
        *(f"| {name} | " + " | ".join(cells) + " |" for name, cells in rows),
        "",
        f"`python -m bench.growth --customers {' '.join(map(str, sizes))}`",
    ]


def drawn(seconds: Mapping[int, Mapping[str, float]]) -> str:
    """One plot, both axes logarithmic: a line for each question, rising by one decade a decade where it is linear."""
    sizes = sorted(seconds)
    values = [value for found in seconds.values() for value in found.values()]
    low, high = math.floor(math.log10(max(min(values), 0.001))), math.ceil(math.log10(max(values)))
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def at(size: float, value: float) -> tuple[float, float]:
        x = LEFT + (math.log10(size) - first) / ((last - first) or 1) * PLOT_WIDTH
        return x, TOP + (high - math.log10(max(value, 0.001))) / (high - low) * PLOT_HEIGHT

    parts = [_line(*at(size, 10**low), *at(size, 10**high), "#ddd") for size in sizes]
    parts += [_text(at(size, 10**low)[0], TOP + PLOT_HEIGHT + 20, f"{size:,}", "middle") for size in sizes]
    for power in range(low, high + 1):
        left, y = at(sizes[0], 10**power)
        parts += [_line(left, y, LEFT + PLOT_WIDTH, y, "#ddd"), _text(left - 8, y + 4, f"{10**power:g} s", "end")]
    names = sorted(seconds[sizes[-1]], key=lambda name: -seconds[sizes[-1]][name])
    for place, (name, colour) in enumerate(zip(names, COLOURS * 3, strict=False)):
        parts.append(_curve([at(size, seconds[size][name]) for size in sizes], colour))
        parts.append(_text(LEFT + PLOT_WIDTH + 16, TOP + 12 + place * 20, name, "start", colour))
    parts.append(_text(LEFT + PLOT_WIDTH / 2, HEIGHT - 12, "customers", "middle"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def _curve(points: Sequence[tuple[float, float]], colour: str) -> str:
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'


if __name__ == "__main__":
    main()

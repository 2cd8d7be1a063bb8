"""Power cuts under the product on SQLite: is anything lost that was answered as saved?

`python -m bench.power_cut [--cuts 25] [--record]`
"""

import argparse
import dataclasses
import json
import sys
import tempfile
from pathlib import Path

from bench.results import record
from tests.power.cuts import cut_power, why_not


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=25)
    parser.add_argument("--record", action="store_true", help="write bench/RESULTS.md")
    options = parser.parse_args()
    if reason := why_not():
        print(f"Not run: {reason}")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        outcome = cut_power(Path(folder), options.cuts)
    print(json.dumps(dataclasses.asdict(outcome)))
    if options.record:
        record(
            "Power cuts on SQLite (bench/power_cut.py)",
            f"{outcome.cuts} cuts on a filesystem that keeps only what was synced and a random half of the rest: "
            f"{outcome.promised:,} commits were answered, **{outcome.lost}** of them lost, **{outcome.damaged}** databases "
            "damaged. (With synchronous=NORMAL the same cuts do lose answered commits.)",
        )
    return int(bool(outcome.lost or outcome.damaged))


if __name__ == "__main__":
    sys.exit(main())

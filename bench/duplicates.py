"""Finding duplicates: how sure it is on the labelled customers, and how long everybody takes.

python bench/duplicates.py 10000 [100000 1000000]
"""

import json
import os
import subprocess
import sys
import tempfile

from bench.results import record

POPULATE = "from perennial.config.command import main; main()"
COMPARE = """
import json, resource, time, django
django.setup()
from perennial.people.actions.suspecting import compare_everybody
from perennial.people.models import MatchKey, Party, Suspicion, Uncompared
from perennial.people.actions.suspecting import mark_uncompared
from django.db import transaction
ids = list(Party.objects.values_list("pk", flat=True))
with transaction.atomic():
    mark_uncompared(ids)
told = []
began, cpu = time.perf_counter(), time.process_time()
compare_everybody(lambda done, total: told.append((time.perf_counter(), total)))
seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
print(json.dumps({
    "customers": len(ids), "keys": MatchKey.objects.count(), "pairs": told[-1][1] if told else 0,
    "found": Suspicion.objects.count(), "certain": Suspicion.objects.filter(confidence__gte=0.97).count(),
    "seconds": round(seconds, 1), "cpu": round(cpu, 1),
    "memory": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
}))
"""
MEASURE = """
import json, django
django.setup()
from perennial.people.matching.comparing import evidence_of
from perennial.people.matching.weights import confidence_of
from perennial.people.tests.labelled import labelled_pairs, records_in, rows_of, true_pairs
labelled = records_in(rows_of("labelled.csv"))
true = len(true_pairs(labelled))
weighed = [(confidence_of(evidence_of(a, b)), same) for a, b, same in labelled_pairs(labelled)]
rows = [(0.0, len(weighed), None, sum(same for _c, same in weighed) / true)]
for least in (0.4, 0.5, 0.8, 0.9, 0.97):
    found = [same for confidence, same in weighed if confidence >= least]
    rows.append((least, len(found), sum(found) / len(found), sum(found) / true))
print(json.dumps({"records": len(labelled), "true": true, "rows": rows}))
"""


def python(code: str, home: str, *arguments: str) -> str:
    """What a program of its own printed last."""
    names = {"PERENNIAL_HOME": home, "DJANGO_SETTINGS_MODULE": "perennial.config.settings", "PERENNIAL_TESTING": "1"}
    command = [sys.executable, "-W", "ignore", "-c", code, *arguments]
    done = subprocess.run(command, env=os.environ | names, check=True, capture_output=True, text=True)
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def sureness(home: str) -> str:
    """Precision and recall by confidence, as a table."""
    told = json.loads(python(MEASURE, home))
    lines = [
        f"On {told['records']:,} labelled records with {told['true']} pairs of one customer (`people/tests/labelled.csv`, "
        "other people than the weights were learned from; some pairs share nothing by which anybody could know them):",
        "",
        "| confidence from | pairs | precision | recall |",
        "|---|---|---|---|",
    ]
    for least, pairs, precision, recall in told["rows"]:
        sure = f"{precision:.1%}" if precision is not None else "–"
        lines.append(f"| {least or 'all that meet'} | {pairs:,} | {sure} | {recall:.1%} |")
    return "\n".join(lines)


def main() -> None:
    """Measure the labelled set, then each size in a folder of its own."""
    with tempfile.TemporaryDirectory() as home:
        text = [sureness(home), "", "Keys renewed and everybody compared, from nothing, on SQLite:", ""]
    text += [
        "| customers | keys | pairs compared | suspected | certain | seconds | CPU seconds | µs of CPU a customer | MB |",
        "|---|" + "---|" * 8,
    ]
    for size in map(int, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as home:
            python(POPULATE, home, "demo", "--no-serve", "--json", "--customers", str(size), "--seed", "7")
            told = json.loads(python(COMPARE, home))
        each = told["cpu"] / told["customers"] * 1e6
        text.append(
            f"| {told['customers']:,} | {told['keys']:,} | {told['pairs']:,} | {told['found']:,} | {told['certain']:,} | "
            f"{told['seconds']} | {told['cpu']} | {each:.0f} | {told['memory']} |"
        )
        print(text[-1], flush=True)
    text += ["", f"`python bench/duplicates.py {' '.join(sys.argv[1:])}`"]
    record("Duplicates", "\n".join(text))


if __name__ == "__main__":
    main()

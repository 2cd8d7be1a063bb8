"""How well the rhythm names the day of the next order, on CDNOW: `python -m bench.rhythm` (standard library only).

The split of the literature: orders of the first 39 weeks are known, the next 39 weeks are predicted. Judged are customers with
at least two gaps who do order again within the second half; the prediction is conditioned on the silence up to the split and on
the order falling into that half, because only such customers can be judged.
"""

import datetime as dt
import statistics
import time
from collections import defaultdict
from itertools import pairwise

from bench.results import record
from perennial.connect.sample.history import history_file
from perennial.purchases.rhythm import BaseSums, GapSums, fit

START, KNOWN_DAYS, HORIZON_DAYS = dt.date(1997, 1, 1), 272, 273


def cdnow() -> dict[int, list[int]]:
    """The days (counted from 1 January 1997) on which each customer bought, ascending."""
    days = defaultdict(set)
    for line in history_file().read_text("ascii").splitlines()[1:]:
        customer, date, *_rest = line.split()
        days[int(customer)].add((dt.date(int(date[:4]), int(date[4:6]), int(date[6:8])) - START).days)
    return {customer: sorted(found) for customer, found in days.items()}


def measure() -> dict[str, float]:
    """Median errors in days, and how often the interval of 80 of 100 holds the day."""
    customers = cdnow()
    known = {c: [day for day in days if day <= KNOWN_DAYS] for c, days in customers.items()}
    gaps = {c: [b - a for a, b in pairwise(days)] for c, days in known.items()}
    sums = {c: GapSums.of(own) for c, own in gaps.items()}
    started = time.process_time()
    rhythm = fit(BaseSums.of(sums.values()))
    fitted = time.process_time() - started
    errors, naive_errors, held, widths = [], [], 0, []
    for customer, own in gaps.items():
        later = [day for day in customers[customer] if KNOWN_DAYS < day <= KNOWN_DAYS + HORIZON_DAYS]
        if len(own) < 2 or not later:
            continue
        silence, actual = KNOWN_DAYS - known[customer][-1], later[0] - KNOWN_DAYS
        within = rhythm.chance_within(sums[customer], silence, HORIZON_DAYS)
        low, middle, high = (rhythm.remaining(sums[customer], silence, share * within) for share in (0.1, 0.5, 0.9))
        errors.append(abs(middle - actual))
        naive_errors.append(abs(max(statistics.fmean(own) - silence, 1) - actual))
        held += int(low) <= actual <= -int(-high // 1)
        widths.append(high - low)
    return {
        "customers judged": len(errors),
        "median error, rhythm (days)": round(statistics.median(errors), 1),
        "median error, last + own mean gap (days)": round(statistics.median(naive_errors), 1),
        "80 % interval holds": round(held / len(errors), 3),
        "median width of the interval (days)": round(statistics.median(widths), 1),
        "log sd within a customer": round(rhythm.within**0.5, 3),
        "log sd between customers": round(rhythm.between**0.5, 3),
        "fit of all customers (CPU s)": round(fitted, 3),
    }


if __name__ == "__main__":
    rows = "\n".join(f"| {name} | {value:g} |" for name, value in measure().items())
    record("Day of the next order, CDNOW 39 weeks / 39 weeks (bench/rhythm.py)", f"| what | measured |\n|---|---|\n{rows}")
    print(rows)

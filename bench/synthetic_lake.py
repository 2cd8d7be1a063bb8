"""A lake of any size, invented: no operational database stands behind it, so ten million customers are made in minutes.

Three years of touchpoints (20 a customer) and orders (5 a customer, of one line); how busy a customer is differs as in real
houses: half have fewer than fourteen touchpoints, one in a thousand has hundreds.
"""

from collections.abc import Mapping
from pathlib import Path

import duckdb

FIRST_MONTH, MONTHS = 2023 * 12 + 6, 36
FIRST_DAY = 19_539  # 1 July 2023
DAYS_A_MONTH = 30  # its months are all alike
AS_OF_DAY = FIRST_DAY + MONTHS * DAYS_A_MONTH
NUMBERS = {"as_of_day": AS_OF_DAY, "cancelled": 3, "refunded": 4, "currency": 1, "after": 0, "upto": 1 << 60, "every": 1}
"""What definitions are asked with here."""
AUDIENCE = f"""
WITH found_0 AS (
  SELECT customer_id FROM orders WHERE day >= {AS_OF_DAY - 90} AND day <= {AS_OF_DAY} AND status_id IN (1, 2)
  GROUP BY customer_id HAVING COUNT(*) >= 2
), found_1 AS (
  SELECT DISTINCT customer_id FROM touchpoints WHERE day >= {AS_OF_DAY - 60} AND day <= {AS_OF_DAY} AND kind_id = 2
)
SELECT c.customer_id AS customer_id FROM customers c
WHERE c.customer_id IN (SELECT customer_id FROM found_0) AND NOT (c.customer_id IN (SELECT customer_id FROM found_1))
"""
"""An audience as it is compiled: bought twice in 90 days, and nothing of one kind for 60."""
_DAY_US = 86_400_000_000
_BUSY = "POW(0.001 + (HASH(c * 7919) % 1000000) / 1e6, -0.6) * 0.427"  # 1 on the average
_MOMENT = """
WITH moments AS (
  SELECT c AS customer_id, k, HASH(c * 131 + k * 1009 + {month}) AS h
  FROM (SELECT c, FLOOR({rate} * {busy} * -LN((HASH(c * 31 + {month}) % 1000000 + 1) / 1000001.0)
                        + (HASH(c * 37 + {month}) % 1000) / 1000.0) AS times FROM RANGE({customers}) AS t(c)) AS counts,
       UNNEST(RANGE(LEAST(CAST(times AS BIGINT), 999))) AS n(k)
), timed AS (
  SELECT *, CAST({start_us} + h % {span_us} AS BIGINT) AS at_us FROM moments
)
"""
_WHEN = f"at_us, CAST(at_us // {_DAY_US} AS INTEGER) AS day, CAST({{month}} AS INTEGER) AS month"
_ID = "CAST((customer_id * 1000 + k) * 64 + {number} AS BIGINT)"
_STATUS = "CAST(CASE h % 20 WHEN 0 THEN 3 ELSE 1 END AS SMALLINT) AS status_id"
_MONEY = "CAST(500 + h % 20000 AS BIGINT) AS total_minor"
_CUSTOMER = "CAST(customer_id AS BIGINT) AS customer_id"
_FACTS = {
    "touchpoints": (
        20 / MONTHS,
        f"""SELECT {_ID} AS touchpoint_id, {_CUSTOMER}, CAST(1 + h % 11 % 8 AS SMALLINT) AS kind_id,
        CAST(1 + h % 7 % 5 AS SMALLINT) AS channel_id, CAST(1 + h % 3 AS SMALLINT) AS direction_id, {_WHEN} FROM timed""",
    ),
    "orders": (
        5 / MONTHS,
        f"""SELECT {_ID} AS order_id, {_CUSTOMER}, {_STATUS}, CAST(1 + h % 3 AS SMALLINT) AS channel_id,
        CAST(1 AS SMALLINT) AS currency_id, {_MONEY}, CAST(0 AS BIGINT) AS refunded_minor,
        CAST(1 + h % 4 AS BIGINT) AS quantity, {_WHEN} FROM timed""",
    ),
    "order_lines": (
        5 / MONTHS,
        f"""SELECT {_ID} AS line_id, {_ID} AS order_id, {_CUSTOMER}, CAST(1 + h % 500 AS BIGINT) AS product_id,
        CAST(1000 AS BIGINT) AS quantity_milli, {_MONEY}, {_STATUS}, CAST(1 AS SMALLINT) AS currency_id, {_WHEN} FROM timed""",
    ),
}


def make(customers: int, folder: Path, memory: str = "3GB") -> Mapping[str, list[Path]]:
    """Write the lake; the same one for the same number. Returns the files of each fact."""
    duck = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(folder / "scratch"), "threads": 2})
    duck.execute("SET preserve_insertion_order = false")
    files: dict[str, list[Path]] = {fact: [] for fact in ("customers", *_FACTS)}
    for fact, (rate, columns) in _FACTS.items():
        (folder / fact).mkdir(parents=True)
        for number in range(MONTHS):
            numbers = {
                "month": FIRST_MONTH + number,
                "number": number,
                "start_us": (FIRST_DAY + number * DAYS_A_MONTH) * _DAY_US,
                "span_us": DAYS_A_MONTH * _DAY_US,
                "customers": customers,
                "rate": rate,
                "busy": _BUSY,
            }
            _write(duck, files[fact], folder / fact / f"{number}.parquet", (_MOMENT + columns).format(**numbers))
    everybody = f"""SELECT CAST(c AS BIGINT) AS customer_id, CAST(1 + c % 10 // 9 AS SMALLINT) AS party_kind_id,
        CAST(1 + HASH(c) % 20 AS SMALLINT) AS country_id, CAST({FIRST_DAY * _DAY_US} AS BIGINT) AS at_us,
        CAST({FIRST_DAY} AS INTEGER) AS day, CAST({FIRST_MONTH} AS INTEGER) AS month FROM RANGE({customers}) AS t(c)"""
    _write(duck, files["customers"], folder / "customers.parquet", everybody)
    duck.close()
    return files


def _write(duck: duckdb.DuckDBPyConnection, files: list[Path], path: Path, sql: str) -> None:
    duck.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    files.append(path)

"""What the timeline asks the lake, in core SQL."""

from perennial.lake.core import Definition

DIRECTLY_FOLLOWS = Definition(
    key="timeline.directly_follows",
    sql="""
WITH steps AS (
  SELECT kind_id, at_us,
         LEAD(kind_id) OVER (PARTITION BY customer_id ORDER BY at_us, touchpoint_id) AS next_kind_id,
         LEAD(at_us) OVER (PARTITION BY customer_id ORDER BY at_us, touchpoint_id) AS next_us
  FROM touchpoints WHERE day <= {as_of_day}
)
SELECT kind_id, next_kind_id, COUNT(*) AS times, PCT(0.5, next_us - at_us) AS p50_us
FROM steps WHERE next_us IS NOT NULL GROUP BY kind_id, next_kind_id
""",
    columns={"kind_id": "bigint", "next_kind_id": "bigint", "times": "bigint", "p50_us": "double"},
    order=50,
)
"""The edges of a directly-follows graph (van der Aalst, *Process Mining*, 2016, §2.2): which kind of touchpoint comes next at
the same customer, how often, and after how long (microseconds, the median)."""

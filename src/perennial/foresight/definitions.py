"""What foresight asks the lake, in core SQL."""

from perennial.lake.core import Definition

PURCHASE_DAYS = Definition(
    key="foresight.purchase_days",
    sql="""
SELECT customer_id, day, COUNT(*) AS orders,
       SUM(CASE WHEN currency_id = {currency} THEN total_minor - refunded_minor ELSE 0 END) AS spend_minor
FROM orders
WHERE status_id <> {cancelled} AND status_id <> {refunded} AND day <= {as_of_day}
  AND customer_id > {after} AND customer_id <= {upto} AND MOD(customer_id, {every}) = 0
GROUP BY customer_id, day
""",
    columns={"customer_id": "bigint", "day": "bigint", "spend_minor": "bigint", "orders": "bigint"},
    order=10,
)
CURRENCIES = Definition(
    key="foresight.currencies",
    sql="""
SELECT currency_id, COUNT(*) AS orders FROM orders
WHERE status_id <> {cancelled} AND status_id <> {refunded} AND day <= {as_of_day} GROUP BY currency_id
""",
    columns={"currency_id": "bigint", "orders": "bigint"},
    order=11,
)
BUYERS = Definition(
    key="foresight.buyers",
    sql="""
SELECT COUNT(DISTINCT customer_id) AS customers FROM orders
WHERE status_id <> {cancelled} AND status_id <> {refunded} AND day <= {as_of_day}
""",
    columns={"customers": "bigint"},
    order=12,
)
RETENTION = Definition(
    key="foresight.retention",
    sql="""
WITH active AS (
  SELECT DISTINCT customer_id, month FROM orders WHERE status_id <> {cancelled} AND day <= {as_of_day}
), cohorts AS (
  SELECT customer_id, month, MIN(month) OVER (PARTITION BY customer_id) AS cohort FROM active
)
SELECT cohort, month - cohort AS age, COUNT(*) AS customers FROM cohorts GROUP BY cohort, month - cohort
""",
    columns={"cohort": "bigint", "age": "bigint", "customers": "bigint"},
    order=20,
)
SILENCES = Definition(
    key="foresight.silences",
    sql="""
WITH days AS (
  SELECT DISTINCT customer_id, day FROM orders
  WHERE status_id <> {cancelled} AND status_id <> {refunded} AND day <= {as_of_day}
), gaps AS (
  SELECT customer_id, day, LEAD(day) OVER (PARTITION BY customer_id ORDER BY day) AS next_day FROM days
)
SELECT COALESCE(next_day, {as_of_day}) - day AS silent_days,
       SUM(CASE WHEN next_day IS NULL THEN 0 ELSE 1 END) AS ended,
       SUM(CASE WHEN next_day IS NULL THEN 1 ELSE 0 END) AS still_silent
FROM gaps GROUP BY COALESCE(next_day, {as_of_day}) - day
""",
    columns={"silent_days": "bigint", "ended": "bigint", "still_silent": "bigint"},
    order=30,
)
RHYTHMS = Definition(
    key="foresight.rhythms",
    sql="""
WITH days AS (
  SELECT DISTINCT customer_id, day FROM orders WHERE status_id <> {cancelled} AND day <= {as_of_day}
), gaps AS (
  SELECT customer_id, day - LAG(day) OVER (PARTITION BY customer_id ORDER BY day) AS gap_days FROM days
)
SELECT COUNT(*) AS gaps, PCT(0.1, gap_days) AS p10, PCT(0.5, gap_days) AS p50, PCT(0.9, gap_days) AS p90
FROM gaps WHERE gap_days IS NOT NULL
""",
    columns={"gaps": "bigint", "p10": "double", "p50": "double", "p90": "double"},
    order=40,
)
PRODUCT_DAYS = Definition(
    key="foresight.product_days",
    sql="""
SELECT DISTINCT customer_id, product_id, day
FROM order_lines
WHERE product_id IS NOT NULL AND status_id <> {cancelled} AND status_id <> {refunded} AND day <= {as_of_day}
  AND customer_id > {after} AND customer_id <= {upto} AND MOD(customer_id, {every}) = 0
""",
    columns={"customer_id": "bigint", "product_id": "bigint", "day": "bigint"},
    order=50,
)
PRODUCT_BUYERS = Definition(
    key="foresight.product_buyers",
    sql="""
SELECT COUNT(DISTINCT customer_id) AS customers
FROM order_lines
WHERE product_id IS NOT NULL AND status_id <> {cancelled} AND status_id <> {refunded} AND day <= {as_of_day}
""",
    columns={"customers": "bigint"},
    order=51,
)

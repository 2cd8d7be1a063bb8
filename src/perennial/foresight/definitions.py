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
SELECT COUNT(DISTINCT customer_id) AS customers, MIN(day) AS first_day FROM orders
WHERE status_id <> {cancelled} AND status_id <> {refunded} AND day <= {as_of_day}
""",
    columns={"customers": "bigint", "first_day": "bigint"},
    order=12,
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

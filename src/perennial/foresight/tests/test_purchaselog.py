"""Purchase logs as people have them, and the words about what is wrong with them."""

from pathlib import Path

import pytest

from perennial.foresight.purchaselog import PurchaseLogError, read_purchase_log


def log_of(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "log.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        "customer,date,quantity,amount\nZoë,2026-01-01,2,5.50\nZoë,2026-01-04,1,3\nAda,2026-01-02,1,1\n",
        "\ufeffDate;Amount;Customer\r\n2026-01-01;5.50;Zoë\r\n\r\n2026-01-04 18:30;3;Zoë\r\n20260102;1;Ada\r\n",
        "amount\tdate\tcustomer\n5.5\t2026-01-01T09:00:00Z\tZoë\n3\t2026-01-04\tZoë\n1\t2026-01-02\tAda",
    ],
)
def test_the_ways_to_write_it(tmp_path: Path, text: str) -> None:
    found = read_purchase_log(log_of(tmp_path, text))
    assert found.names == ["Ada", "Zoë"]
    assert found.log.customer.tolist() == [0, 1, 1]
    assert (found.log.day - found.log.day[1]).tolist() == [1, 0, 3]
    assert found.log.value.tolist() == [1.0, 5.5, 3.0]
    assert found.has_amounts


def test_customers_and_dates_are_enough(tmp_path: Path) -> None:
    found = read_purchase_log(log_of(tmp_path, "customer,date\n7,2026-01-01\n7,2026-01-01\n"))
    assert found.log.day.size == 1
    assert not found.has_amounts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no column customer"),
        ("customer,date\n", "no purchases"),
        ("kunde,datum\n1,2026-01-01\n", "no column customer and no column date"),
        ("customer,date\n1,01/02/2026\n", "Line 2: “01/02/2026” is no date"),
        ("customer,date\n1,2026-02-30\n", "Line 2"),
        ("customer,date\n1,20260101x\n", "Line 2"),
        ("customer,date\n1,\n", "Line 2"),
        ("customer,date\n1,2026-01-01\n ,2026-01-01\n", "Line 3: the customer is empty"),
        ("customer,date,amount\n1,2026-01-01,1.5.2\n", "“1.5.2” is no number (amount)"),
        ("customer;date;amount\n1;2026-01-01;1,50\n", "Line 2: “1,50” is no number (amount). Write it as 1234.50"),
        ("customer,date,Date\n1,2026-01-01,2026-01-02\n", "more than one column date"),
        ('customer,date\n"a\nb",2026-01-01\n\nc,no\n', "Line 5"),
        ("customer,date,amount\n1,2026-01-01,nan\n", "out of range"),
        ("customer,date,amount\n1,2026-01-01,1e300\n", "out of range"),
        ("customer,date,amount\n1,2026-01-01," + "9" * 500_000 + "\n", f"Line 2: “{'9' * 40}” is out of range"),
        ("customer,date,amount\n1,2026-01-01\n", "Line 2 has 2 columns"),
        ('customer,date\n"1,2026-01-01\n', "Check the quotes"),
        (b"customer,date\n\xff\xfe,2026-01-01\n", "not UTF-8"),
        ("customer,date\n" + "9" * 2_000_000 + ",2026-01-01\n", "line 2"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str | bytes, words: str) -> None:
    with pytest.raises(PurchaseLogError) as error:
        read_purchase_log(log_of(tmp_path, text))
    assert words in str(error.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PurchaseLogError, match="cannot be read"):
        read_purchase_log(tmp_path / "nothing.csv")

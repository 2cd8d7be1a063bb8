"""Files as people send them, and as nobody should."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from perennial.connect.reading import Limits, NotReadable, guess_reading, read_rows


def written(path: Path, content: bytes) -> Path:
    (path / "file").write_bytes(content)
    return path / "file"


@pytest.mark.parametrize(
    ("content", "delimiter", "encoding"),
    [
        ("a;b\n1,5;ü\n".encode("cp1252"), ";", "cp1252"),
        ("a;b\nUmeå;Köln\nMünchen;Córdoba\nGöteborg;Pérez\nMálaga;Jürgen\n".encode("cp1252"), ";", "cp1252"),
        ("a;b\nMüller;Köln\nŁukasiewicz;Łódź\n".encode("cp1250"), ";", "cp1250"),
        ("a;b\nZoë;Köln\nJürgen;Łódź\n".encode("cp1250"), ";", "cp1250"),
        ("a;b\nMüller;£5\nZoë;12 m³\nJürgen;¿Qué?\nIan;£POA\n".encode("cp1252"), ";", "cp1252"),
        ("a\tb\n1\tü\n".encode(), "\t", "utf-8"),
        ("a|b\n1|2\n".encode("utf-16"), "|", "utf-16"),
        (b"\xef\xbb\xbfa,b\n1,2\n", ",", "utf-8-sig"),
    ],
)
def test_separator_and_encoding_are_guessed(tmp_path: Path, content: bytes, delimiter: str, encoding: str) -> None:
    reading = guess_reading(written(tmp_path, content))
    assert (reading.delimiter, reading.encoding, reading.names) == (delimiter, encoding, ("a", "b"))


@pytest.mark.parametrize(
    ("above", "begins"),
    [("", 1), ("Customers;;;\n", 2), ("Customers\nAs of 21.11.2026\n\n", 4), ("1003;;;\n", 2)],
)
def test_a_title_above_the_table_is_left_out(tmp_path: Path, above: str, begins: int) -> None:
    table = "id;name;mail;town\n1;Ada;ada@example.org;Porto\n2;Bo;bo@example.org;Faro\n3;Cy;cy@example.org;Braga\n"
    path = written(tmp_path, (above + table).encode())
    reading = guess_reading(path)
    assert (reading.begins, reading.names) == (begins, ("id", "name", "mail", "town"))
    assert [row.cells[0] for row in read_rows(path, reading)] == ["1", "2", "3"]


def test_a_bare_row_above_rows_without_names_is_no_title(tmp_path: Path) -> None:
    path = written(tmp_path, b"1;;;\n2;Bo;bo@example.org;Faro\n3;Cy;cy@example.org;Braga\n")
    reading = guess_reading(path)
    assert (reading.begins, [row.cells[0] for row in read_rows(path, reading)]) == (1, ["1", "2", "3"])


@pytest.mark.parametrize(
    ("days", "order"), [("01/02/2026 25/02/2026", "dmy"), ("01/02/2026 02/25/2026", "mdy"), ("2026/01/02", "ymd")]
)
def test_the_order_of_days_is_decided_by_the_whole_column(tmp_path: Path, days: str, order: str) -> None:
    assert (
        guess_reading(written(tmp_path, ("day,n\n" + "".join(f"{day},1\n" for day in days.split())).encode())).date_order
        == order
    )


def test_a_line_without_end_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\n" + b"x" * (Limits.RECORD + 10))
    with pytest.raises(NotReadable, match="longer than"):
        list(read_rows(path, guess_reading(path)))


def test_a_workbook_is_read_and_a_bomb_is_not(tmp_path: Path) -> None:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["name", "when", "amount"])
    sheet.append(["Zoë", "2026-01-02", 12.5])
    book.save(stream)
    path = written(tmp_path, stream.getvalue())
    assert [row.cells for row in read_rows(path, guess_reading(path))] == [["Zoë", "2026-01-02", "12.5"]]
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.xml", b"\0" * (64 * 1024 * 1024))
    with pytest.raises(NotReadable, match="unpacks to more"):
        guess_reading(path)

import pytest

from perennial.records.templatetags.records import in_digits


@pytest.mark.parametrize(
    ("value", "said"), [(22696.0, "22,696"), (1234.5, "1,234.5"), (0.1 + 0.2, "0.3"), (7_000_000, "7,000,000"), ("€5", "€5")]
)
def test_a_number_is_said_without_decimals_that_it_has_not(value: object, said: str) -> None:
    assert in_digits(value) == said

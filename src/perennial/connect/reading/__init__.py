"""Reading tables from files of people: what kind of file it is, its rows in constant memory, and what its cells mean.

Every guess is a field of `Reading`, which is shown, can be corrected and is saved with the import.
"""

from perennial.connect.reading.formats import Format, Limits, NotReadable, Reading, Row
from perennial.connect.reading.guessing import guess_reading
from perennial.connect.reading.rows import read_rows

__all__ = ["Format", "Limits", "NotReadable", "Reading", "Row", "guess_reading", "read_rows"]

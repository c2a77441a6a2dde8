"""Which reader a file is for: a workbook, a table or IATI, judged by what is in it, never by its name."""

from typing import Any

from .brought import Reading
from .iati_in import looks_like_xml, read_iati
from .intake_judging import judge
from .workbook_reading import read_lines


def read_file(content: bytes, *, by: Any) -> Reading:
    """Return what a file says and what each line would do in the register. Refused: it cannot be read at all."""
    reading = read_iati(content, by=by) if looks_like_xml(content) else read_lines(content, by=by)
    judge(reading.lines, by=by)
    return reading

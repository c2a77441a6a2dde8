from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from ungis.reports import docx, pdf
from ungis.reports.checks import ERROR, findings
from ungis.reports.composition import compose
from ungis.reports.models import Arrangement, CouncilSession, Paper

YEARS = range(2006, 2200)


def _day(written: str) -> date:
    try:
        if len(written) != 10:
            raise ValueError
        day = date.fromisoformat(written)
        if day.year not in YEARS:
            raise ValueError
        return day
    except ValueError:
        raise ArgumentTypeError(
            f"{written!r} is not a date; write it as year-month-day, for example 2025-08-08"
        ) from None


def _number(written: str) -> int:
    if not (written.isascii() and written.isdigit()) or not 1 <= int(written) <= 999:
        raise ArgumentTypeError(f"{written!r} is not a document number between 1 and 999")
    return int(written)


class Command(BaseCommand):
    help = (
        "Make a paper from the record, without storing it: `report cwg` is the one for the ITU Council working group."
    )

    def add_arguments(self, parser):
        parser.add_argument("paper", choices=["cwg"], help="which paper: cwg, for the Council working group")
        parser.add_argument("--meeting", required=True, metavar="SESSION", help='for example "CWG-WSIS&SDG-43"')
        parser.add_argument("--number", required=True, type=_number, help="document number within the session")
        parser.add_argument("--since", required=True, type=_day, metavar="DATE", help="first day of the period")
        parser.add_argument("--as-of", required=True, type=_day, metavar="DATE", help="date of the paper")
        parser.add_argument("--out", type=Path, metavar="FILE.docx", help="where to write the Word file")
        parser.add_argument("--pdf", type=Path, metavar="FILE.pdf", help="where to write the PDF")
        parser.add_argument("--arrange", choices=Arrangement.values, default=Arrangement.EVENTS)
        parser.add_argument("--source-line", default="Report by the Secretary-General", metavar="TEXT")
        parser.add_argument("--trace", choices=docx.TRACES, default="none", help="lead sentences back to their records")
        parser.add_argument("--strict", action="store_true", help="write nothing when a finding is an error")

    def handle(self, *, meeting, number, since, as_of, out, arrange, source_line, trace, strict, **options):
        files = {"out": out, "pdf": options["pdf"]}
        if not any(files.values()):
            raise CommandError("Say where to write the paper: --out FILE.docx, --pdf FILE.pdf, or both.")
        for file in filter(None, files.values()):
            if not file.resolve().parent.is_dir():
                raise CommandError(f"There is no folder {file.resolve().parent} to write {file.name} into.")
        if as_of < since:
            raise CommandError(f"The paper is dated {as_of}, before the period that it reports on began ({since}).")
        paper = Paper(
            session=self._session(meeting),
            number=number,
            since=since,
            as_of=as_of,
            arrangement=arrange,
            source_line=source_line,
        )
        with override("en"):
            content = compose(paper)
            found = findings(paper, content)
        for finding in found:
            where = f" ({finding.address})" if finding.address else ""
            self.stdout.write(f"{finding.severity}: {finding.message}{where} [{finding.code}]")
        errors = sum(finding.severity == ERROR for finding in found)
        if strict and errors:
            raise CommandError(f"Nothing was written: {errors} of {len(found)} findings are errors.")
        if out:
            self._write(out, docx.write(content, trace=trace))
        if files["pdf"]:
            self._write(files["pdf"], pdf.write(content))

    def _session(self, meeting: str) -> CouncilSession:
        sessions = {str(session): session for session in CouncilSession.objects.all()}
        asked = meeting.strip()
        if asked not in sessions:
            known = ", ".join(sessions) or "none; run `ungis load` first"
            raise CommandError(f"There is no session {asked!r} in the record. Known: {known}.")
        return sessions[asked]

    def _write(self, file: Path, content: bytes) -> None:
        try:
            file.write_bytes(content)
        except OSError as failure:
            raise CommandError(f"{file} could not be written: {failure.strerror}.") from failure
        self.stdout.write(f"{file}: {len(content):,} bytes")

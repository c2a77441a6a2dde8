"""Papers are drafted, changed and issued by the secretariat; an issued one stays as it is for ever."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Refused, action, require
from ungis.core.events import canonical, record
from ungis.core.freeze import hash_of
from ungis.core.moves import move
from ungis.core.periods import PartialDate
from ungis.core.visibility import Visibility
from ungis.documents import actions as library
from ungis.documents.models import Kind, Work

from .checks import cited_records
from .composition import TITLE, compose
from .models import Arrangement, Citation, CouncilSession, Paper
from .permissions import can_keep_papers
from .states import MOVES, State

BODY = "ITU secretariat"
CHOICES = ("number", "since", "as_of", "arrangement", "source_line")
LONGEST_SOURCE_LINE = 80  # as the column
AHEAD = timedelta(days=366)
EARLIEST = date(2006, 4, 1)  # before that there was no group to report on


@action
def add_session(
    series: str,
    *,
    by: Any,
    number: int,
    group_name: str,
    first_day: date | None = None,
    last_day: date | None = None,
    first_part: str = "",
    last_part: str = "",
    source: str = "",
    certainty: str = "source",
) -> CouncilSession:
    """Enter a session of the body that receives papers; days that are not known stay empty."""
    require(can_keep_papers(by))
    if CouncilSession.objects.filter(series=series, number=number).exists():
        raise Refused(_("The session %(session)s is already recorded.") % {"session": f"{series}-{number}"})
    if first_day and last_day and last_day < first_day:
        raise Refused(_("The session cannot end before it begins."))
    session = CouncilSession.objects.create(
        series=series,
        number=number,
        group_name=group_name,
        first_day=first_day,
        last_day=last_day,
        first_part=first_part,
        last_part=last_part,
        source=source,
        certainty=certainty,
    )
    record("reports.session_added", session, by=by, data={"session": str(session), "first_day": first_day})
    return session


@action
def draft_paper(
    session: CouncilSession,
    *,
    by: Any,
    number: int,
    since: date,
    as_of: date,
    arrangement: str = Arrangement.EVENTS,
    source_line: str = "Report by the Secretary-General",
) -> Paper:
    """Begin a paper for a session: only the choices are kept, the text is composed whenever it is read."""
    require(can_keep_papers(by))
    paper = Paper(
        session=session,
        number=number,
        since=since,
        as_of=as_of,
        arrangement=arrangement,
        source_line=source_line.strip(),
    )
    _check(paper)
    _save(paper)
    record("reports.paper_drafted", paper, by=by, data={"symbol": paper.symbol, **_told(paper)})
    return paper


@action
def change_paper(paper: Paper, *, by: Any, **choices: Any) -> Paper:
    """Change the choices of a draft (see CHOICES)."""
    require(can_keep_papers(by))
    _lock_draft(paper)
    unknown = set(choices) - set(CHOICES)
    if unknown:
        raise TypeError(f"a paper has no {', '.join(sorted(unknown))} to change")
    before = _told(paper)
    for name, value in choices.items():
        setattr(paper, name, value)
    _check(paper)
    if _told(paper) == before:
        raise Refused(_("Nothing was changed."))
    _save(paper)
    record("reports.paper_changed", paper, by=by, data={"before": before, "after": _told(paper)})
    return paper


@action
def issue_paper(paper: Paper, *, by: Any) -> Paper:
    """Compose the paper, freeze it with its hash, enter it in the library and make it public."""
    require(can_keep_papers(by))
    _lock_draft(paper)
    if paper.as_of > clock.today():
        raise Refused(_("The paper is dated in the future. Issue it on that day, or change its date."))
    content = compose(paper)
    paper.frozen, paper.sha256 = content, fingerprint(content)
    paper.issued_at, paper.issued_by = clock.now(), by if by.pk else None
    paper.visibility = Visibility.PUBLIC
    paper.work = _work_of(paper, by)
    paper.save(update_fields=["frozen", "sha256", "issued_at", "issued_by", "visibility", "work"])
    Citation.objects.bulk_create(
        Citation(paper=paper, subject_type=kind, subject_id=key) for kind, key in cited_records(content)
    )
    return move(paper, "issue", by=by, moves=MOVES, data={"symbol": paper.symbol, "sha256": paper.sha256})


def fingerprint(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the paper as canonical JSON."""
    return hash_of(canonical(content))


def _work_of(paper: Paper, by: Any) -> Work:
    """Return the paper's place in the library: the one that bears its symbol already, or a new one."""
    there = Work.objects.filter(symbol=paper.symbol).first()
    if there:
        if hasattr(there, "paper"):
            raise Refused(_("Another paper bears this symbol in the library."))
        return there
    return library.add_work(
        by=by,
        symbol=paper.symbol,
        kind=Kind.REPORT,
        body=BODY,
        title=TITLE,
        date=PartialDate(paper.as_of),
        session=str(paper.session),
        visibility=Visibility.PUBLIC,
        source="issued from the record",
    )


def _check(paper: Paper) -> None:
    """Refuse in plain words choices that make no paper."""
    if not 1 <= paper.number <= 999:
        raise Refused(_("The number of the paper is between 1 and 999."))
    if paper.since < EARLIEST:
        raise Refused(_("The group was founded in April 2006; the period cannot begin earlier."))
    if paper.as_of > clock.today() + AHEAD:
        raise Refused(_("The paper cannot be dated more than a year ahead."))
    if paper.as_of < paper.since:
        raise Refused(_("The date of the paper is before the period that it reports on."))
    if paper.arrangement not in Arrangement.values:
        raise Refused(_("There is no such arrangement."))
    if not paper.source_line or len(paper.source_line) > LONGEST_SOURCE_LINE:
        raise Refused(_("The source line has between 1 and 80 characters."))


def _save(paper: Paper) -> None:
    try:
        with transaction.atomic():
            paper.save()
    except IntegrityError as failure:
        raise Refused(_("There is already a paper %(symbol)s.") % {"symbol": paper.symbol}) from failure


def _lock_draft(paper: Paper) -> None:
    """Read the row anew under a lock; an issued paper never changes."""
    paper.refresh_from_db(from_queryset=Paper._base_manager.select_for_update())
    if paper.state != State.DRAFT:
        raise Refused(_("This paper was issued and never changes. Draft a new one."))


def _told(paper: Paper) -> dict[str, Any]:
    return {name: getattr(paper, name) for name in CHOICES}

"""A text in Word and in PDF, and the Word file that comes back."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ungis.core.acting import Refused
from ungis.core.doors import everyone, group
from ungis.core.limits import limited
from ungis.core.standing import Visibility, standing_of
from ungis.mandates.changes import compare
from ungis.pages.asking import asked
from ungis.press.package import DOCX

from . import text_pdf as pdf
from . import word_actions, word_content, word_out, word_table
from .comparison import compared
from .forms import PlainForm
from .models import Amendment, Version, WordFile
from .numbering import numbered
from .permissions import can_prepare_amendment, can_send_amendment
from .views import FORM_METHODS, direction_of, version_at
from .word_forms import BringForm, ConfirmForm

PDF = "application/pdf"
UNHANDLED = {
    "tables": gettext_lazy("A table: paste its words as paragraphs, or say in a remark what it should be."),
    "text_boxes": gettext_lazy("A text box: its words are no part of the text."),
    "pictures": gettext_lazy("A picture or an object: a text holds words only."),
    "symbols": gettext_lazy("A sign from a symbol font: type it as a letter."),
    "formulas": gettext_lazy("A formula: write it in words."),
    "fields": gettext_lazy("A field: what it shows was read as plain words."),
    "hidden": gettext_lazy("Hidden words: they were not read."),
    "formatting": gettext_lazy("A change of format only: the platform sets the format of a text."),
    "kind": gettext_lazy("Another kind or level of paragraph: say in a remark what it should be."),
    "nested": gettext_lazy(
        "Words that one person added and another changed: they are only with the one who added them."
    ),
    "notes": gettext_lazy("A footnote without a mark in the text."),
    "front": gettext_lazy("The lines before the text: ask the secretariat to change title and addressee."),
    "running": gettext_lazy("Words at the head or the foot of the pages: they are no part of the text."),
    "long": gettext_lazy("More characters than a paragraph or a remark may have."),
    "in_comment": gettext_lazy("A picture or an object in a comment: its words alone were read."),
    "other": gettext_lazy("A part of the file of a kind that is not read."),
}
NOTES = {
    "split": gettext_lazy("This person divided the paragraph: what follows is a new one behind it."),
    "joined": gettext_lazy("This person joined it with the next paragraph."),
    "untracked": gettext_lazy("Its words were changed without tracking, too; those changes are included."),
}
KINDS = {
    "replace": pgettext_lazy("finding in a file", "other words"),
    "insert": pgettext_lazy("finding in a file", "a new paragraph"),
    "delete": pgettext_lazy("finding in a file", "deleted"),
    "move": pgettext_lazy("finding in a file", "moved"),
}
limited_files = limited("text-files", "30/m")  # each costs as much as several pages


def _file(content, media_type, name):
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


# --- out -------------------------------------------------------------------------------------------


@everyone
@require_safe
@limited_files
def text_docx(request, slug, number):
    """A version in Word; `?with=amendments` shows the group all proposals as tracked changes."""
    version = version_at(request, slug, number)
    paragraphs = list(version.paragraphs.all())
    wanted = request.GET.get("with", "")
    if not wanted:
        content = word_out.write(word_content.head_of(version), word_out.plain(paragraphs))
        return _file(content, DOCX, f"{slug}-{number}.docx")
    if wanted != "amendments" or Visibility.GROUP not in standing_of(request.user).visibilities:
        raise Http404
    proposals, remarks = word_content.proposals_of(version, request.user)
    with translation.override(version.text.source_language):
        about = _("Version %(number)s with the proposals to change it") % {"number": number}
    lines = word_out.amended(paragraphs, proposals, remarks)
    content = word_out.write(word_content.head_of(version, about), lines)
    return _file(content, DOCX, f"{slug}-{number}-proposals.docx")


@everyone
@require_safe
@limited_files
def text_pdf(request, slug, number):
    """A version as a tagged PDF."""
    version = version_at(request, slug, number)
    content = pdf.write_text(word_content.head_of(version), list(version.paragraphs.all()))
    return _file(content, PDF, f"{slug}-{number}.pdf")


def _two(request, slug, a, b):
    visible = Version.objects.visible_to(request.user).filter(text__slug=slug, number__in=[a, b])
    found = {version.number: version for version in visible.select_related("text__lead")}
    if a == b or len(found) != 2:
        raise Http404
    with translation.override(found[a].text.source_language):
        about = _("Version %(b)s compared with version %(a)s") % {"a": a, "b": b}
    lines = compared(list(found[a].paragraphs.all()), list(found[b].paragraphs.all()))
    return found[a], found[b], lines, word_content.head_of(found[b], about)


@everyone
@require_safe
@limited_files
def text_compare_docx(request, slug, a, b):
    """Two versions in Word: what the later changes stands as tracked changes."""
    earlier, later, lines, head = _two(request, slug, a, b)
    content = word_out.write(head, word_out.compared(lines, word_content.change_of(earlier, later)))
    return _file(content, DOCX, f"{slug}-{a}-{b}.docx")


@everyone
@require_safe
@limited_files
def text_compare_pdf(request, slug, a, b):
    """Two versions as a redline in a tagged PDF."""
    _earlier, _later, lines, head = _two(request, slug, a, b)
    return _file(pdf.write_lines(head, word_content.redlines(lines)), PDF, f"{slug}-{a}-{b}.pdf")


def _consolidated(request, slug, number):
    version = version_at(request, slug, number)
    with translation.override(version.text.source_language):
        about = _("Version %(number)s: consolidated text with proposals") % {"number": number}
    return word_content.head_of(version, about), word_content.table_of(version, request.user)


@group
@require_safe
@limited_files
def consolidated_docx(request, slug, number):
    """Paragraph, proposal by whom, disposition: a table in Word."""
    content = word_table.write(*_consolidated(request, slug, number))
    return _file(content, DOCX, f"{slug}-{number}-consolidated.docx")


@group
@require_safe
@limited_files
def consolidated_pdf(request, slug, number):
    """The same table as a tagged PDF."""
    content = pdf.write_table(*_consolidated(request, slug, number))
    return _file(content, PDF, f"{slug}-{number}-consolidated.pdf")


# --- back ------------------------------------------------------------------------------------------


@group
@require_http_methods(FORM_METHODS)
def word_bring(request, slug, number):
    """Bring a file back; what waits to be confirmed, and what was brought before, stands below."""
    version = version_at(request, slug, number)
    organizations = standing_of(request.user).organizations
    if not organizations:
        raise PermissionDenied
    form = BringForm(request.POST or None, request.FILES or None, organizations=organizations)

    def act(typed):
        file = typed["file"]
        brought = word_actions.read_file(version, by=request.user, name=file.name, content=file.read())
        kept = word_actions.bring_word_file(
            version, by=request.user, organization=typed["organization"], brought=brought
        )
        return reverse("word_file", args=[slug, number, kept.pk])

    files = WordFile.objects.visible_to(request.user).filter(version=version).defer("findings")
    context = {
        "text": version.text,
        "version": version,
        "files": files.select_related("organization", "brought_by"),
    }
    return asked(request, form, "drafting/word_bring.html", context, act, _("The file is read; nothing is sent yet."))


def _file_at(request, slug, number, pk):
    visible = WordFile.objects.visible_to(request.user).select_related("version__text", "organization", "brought_by")
    return get_object_or_404(
        visible.filter(version__in=Version.objects.visible_to(request.user)),
        version__text__slug=slug,
        version__number=number,
        pk=pk,
    )


@group
@require_http_methods(FORM_METHODS)
def word_file(request, slug, number, pk):
    """What a file holds, finding by finding beside the words of the version; ticked ones are proposed."""
    file = _file_at(request, slug, number, pk)
    paragraphs = list(file.version.paragraphs.all())
    may_send = can_send_amendment(request.user, file.organization)
    data = request.POST if request.method == "POST" else None
    form = ConfirmForm(data, file=file, paragraphs=paragraphs, may_send=may_send)
    status = 200
    if data is not None:
        if form.is_valid():
            try:
                is_sent = form.cleaned_data.get("is_sent", False)
                word_actions.confirm_word_file(file, by=request.user, chosen=form.chosen(), is_sent=is_sent)
                return redirect("word_file", slug, number, pk)
            except Refused as refusal:
                form.add_error(None, ValidationError([str(words) for words in refusal.args]))
        status = 422
    context = {
        "text": file.version.text,
        "version": file.version,
        "file": file,
        "form": form,
        "text_direction": direction_of(file.version.text),
        "findings": _findings(file, paragraphs, form),
        "known": [row for part in ("operations", "remarks") for row in file.findings[part] if row["is_known"]],
        "unhandled": _unhandled(file),
        "made": _made(request, file),
        "may_confirm": file.is_waiting and can_prepare_amendment(request.user, file.organization),
    }
    return render(request, "drafting/word_file.html", context, status=status)


def _findings(file, paragraphs, form):
    """Each finding with the paragraph it is about, what it makes of it, and the fields that ask about it."""
    names = {one.key: number.label for one, number in zip(paragraphs, numbered(paragraphs), strict=True)}
    held = {one.key: one for one in paragraphs}
    order = {key: place for place, key in enumerate(held)}
    rows = []
    for row in sorted(form.rows, key=lambda row: (order.get(row["key"], -1), row["id"])):
        base = held[row["key"]].content if row["key"] in held else ""
        kind = row.get("kind", "remark")
        pieces = []
        if kind in (Amendment.Kind.REPLACE, Amendment.Kind.DELETE):
            pieces = compare(base, row["content"])
        elif kind == Amendment.Kind.INSERT:
            pieces = compare("", row["content"])
        rows.append(
            {
                "row": row,
                "kind": KINDS.get(kind, _("remark")),
                "is_remark": kind == "remark",
                "number": names.get(row["key"], ""),
                "base": base,
                "is_behind": kind == Amendment.Kind.INSERT,
                "pieces": pieces,
                "after": names.get(row.get("after_key", ""), "") or _("the top"),
                "is_move": kind == Amendment.Kind.MOVE,
                "notes": [NOTES[note] for note in row.get("notes", ()) if note in NOTES],
                "fields": form.fields_of(row) if file.is_waiting else {},
            }
        )
    return rows


def _unhandled(file):
    """What was not read, one line a kind, with the words of each."""
    lines: dict[str, list[str]] = {}
    for one in file.findings["unhandled"]:
        lines.setdefault(one["code"], []).append(one["words"])
    return [(UNHANDLED.get(code, UNHANDLED["other"]), words) for code, words in lines.items()]


def _made(request, file):
    """What was made of a confirmed file."""
    if not file.confirmed_at:
        return []
    named = Amendment.objects.visible_to(request.user).filter(version=file.version, organization=file.organization)
    return named.filter(came_by__startswith=file.name).select_related("organization", "version__text")


@group
@require_POST
def word_discard(request, slug, number, pk):
    file = _file_at(request, slug, number, pk)

    def act(typed):
        word_actions.discard_word_file(file, by=request.user)
        return reverse("word_bring", args=[slug, number])

    context = {"text": file.version.text, "version": file.version, "file": file}
    done = _("The file is discarded; nothing of it is proposed.")
    return asked(request, PlainForm(request.POST), "drafting/word_discard.html", context, act, done)

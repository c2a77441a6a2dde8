"""The editor: one page, one plain form for the paragraph that is open. No script is needed, the keyboard is enough."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ungis.core.acting import Refused
from ungis.core.doors import group
from ungis.mandates.changes import compare

from . import actions
from .forms import ParagraphForm
from .models import Paragraph
from .parts import Part
from .permissions import can_write
from .rendering import render as rendered
from .views import FORM_METHODS, direction_of, version_at


@group
@require_http_methods(FORM_METHODS)
def text_edit(request, slug, number):
    """Write a version paragraph by paragraph: `?at=` opens one, `?after=` a new one behind it, both named by key."""
    version = version_at(request, slug, number)
    if not can_write(request.user, version.text):
        raise PermissionDenied
    if request.method == "POST":
        return _Save(request, version).answer()
    return _page(request, version, _Desk.asked_for(request, version))


@dataclass
class _Desk:
    """What is open on the page: a paragraph (`at`), or a new one behind another (`after`, "" for the top)."""

    form: ParagraphForm | None = None
    at: str = ""
    after: str | None = None
    key: str = ""
    revision: int = 0
    behind: str = ""  # the paragraph before: where this one is put back if somebody removes it meanwhile

    @classmethod
    def asked_for(cls, request, version):
        """What the address opens; in an empty version the first paragraph."""
        paragraphs = {one.key: one for one in version.paragraphs.all()}
        at, after = request.GET.get("at"), request.GET.get("after")
        if at in paragraphs:
            keys = ["", *paragraphs]
            return cls._at(paragraphs[at], keys[keys.index(at) - 1])
        if not paragraphs:
            after = ""
        if after is not None and (not after or after in paragraphs):
            return cls._behind(paragraphs.get(after))
        return cls()

    @classmethod
    def _at(cls, one, behind):
        form = ParagraphForm(initial={"content": one.content, "kind": one.kind, "level": one.level})
        return cls(form, at=one.key, key=one.key, revision=one.revision, behind=behind)

    @classmethod
    def _behind(cls, one):
        """A new paragraph, of the kind of the one before unless that is a heading."""
        goes_on = one and one.kind != Paragraph.Kind.HEADING
        initial = {"kind": one.kind, "level": one.level} if goes_on else {}
        return cls(ParagraphForm(initial=initial), after=one.key if one else "", key=actions.new_key())


def _page(request, version, desk, status=200):
    if desk.form:
        desk.form.fields["content"].widget.attrs |= {
            "autofocus": True,
            "lang": version.text.source_language,
            "dir": direction_of(version.text),
        }
    rendering = rendered(version.paragraphs.all(), request.user)
    context = {
        "text": version.text,
        "version": version,
        "text_direction": direction_of(version.text),
        "paragraphs": rendering.paragraphs,
        "notes": rendering.notes,
        "desk": desk,
        "form": desk.form,
        "words": {"edit": _("Edit"), "add": _("Add after it")},  # once for all paragraphs: a text has hundreds
    }
    return render(request, "drafting/text_edit.html", context, status=status)


class _Save:
    """What was sent from the editor: saved, or given back with everything that was typed."""

    def __init__(self, request, version):
        self.request, self.version, self.user = request, version, request.user
        self.do = request.POST.get("do", "save")
        self.key = request.POST.get("key", "")
        self.after = request.POST.get("after")
        self.behind = request.POST.get("behind", "")
        written = request.POST.get("revision", "")
        self.revision = int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0
        self.form = ParagraphForm(request.POST)

    def answer(self):
        """Do what was asked and go on; or show the form, or both wordings, again."""
        if not self.form.is_valid() and self.do != "remove":
            return self._again()
        try:
            return redirect(self._add() if self.after is not None else self._change())
        except (actions.ChangedMeanwhile, actions.RemovedMeanwhile, actions.Closed) as trouble:
            return self._conflict(trouble)
        except Refused as refusal:
            self.form.add_error(None, ValidationError([str(words) for words in refusal.args]))
            return self._again()

    def _address(self, *, at="", after=None, here=""):
        address = reverse("text_edit", args=[self.version.text.slug, self.version.number])
        query = f"?at={at}" if at else f"?after={after}" if after is not None else ""
        place = at or after or here
        return f"{address}{query}#{'id_content' if query else place}"

    def _add(self):
        """Each line of what was typed becomes a paragraph."""
        typed = self.form.cleaned_data
        parts = [Part(line, typed["kind"], typed["level"]) for line in typed["content"].splitlines() if line.strip()]
        added = actions.add_paragraphs(self.version, by=self.user, parts=parts, after=self.after, key=self.key)
        messages.success(self.request, _("Added."))
        last = added[-1].key
        return self._address(after=last) if self.do == "add" else self._address(here=last)

    def _change(self):
        paragraph = self.version.paragraphs.filter(key=self.key).first()
        if paragraph is None:
            raise actions.RemovedMeanwhile(_("Somebody took this paragraph out. Your words are not lost."))
        if self.do == "remove":
            return self._remove(paragraph)
        saved = actions.save_paragraph(paragraph, by=self.user, revision=self.revision, **self.form.cleaned_data)
        if self.do in ("up", "down"):
            return self._move(saved)
        messages.success(self.request, _("Saved."))
        if self.do == "next":
            later = self.version.paragraphs.filter(order__gt=saved.order).first()
            return self._address(at=later.key) if later else self._address(after=saved.key)
        return self._address(after=saved.key) if self.do == "add" else self._address(here=saved.key)

    def _remove(self, paragraph):
        before = self.version.paragraphs.filter(order__lt=paragraph.order).last()
        actions.remove_paragraph(paragraph, by=self.user, revision=self.revision)
        messages.success(self.request, _("The paragraph is taken out; its words stay in the history."))
        return self._address(here=before.key if before else "content")

    def _move(self, paragraph):
        """One place up or down; at the edge it stays where it is."""
        keys = list(self.version.paragraphs.values_list("key", flat=True))
        place = keys.index(paragraph.key) + (1 if self.do == "down" else -1)
        if 0 <= place < len(keys):
            keys.remove(paragraph.key)
            actions.move_paragraph(paragraph, by=self.user, after=keys[place - 1] if place else "")
        return self._address(at=paragraph.key)

    def _again(self):
        desk = _Desk(
            self.form, self.key if self.after is None else "", self.after, self.key, self.revision, self.behind
        )
        return _page(self.request, self.version, desk, status=422)

    def _conflict(self, trouble):
        """Both wordings side by side, with what stands, the writer's own, or a third to choose."""
        now = getattr(trouble, "now", None)
        self.form.auto_id = "third_%s"  # not the name to which the page jumped when it was open: both are read first
        typed = self.form.cleaned_data
        mine = {"content": self.form.data.get("content", ""), "kind": typed.get("kind"), "level": typed.get("level")}
        pieces = compare(now.content, mine["content"]) if now else []
        key, after = (self.key, None) if now else (actions.new_key(), self.behind if self.after is None else self.after)
        context = {
            "text": self.version.text,
            "version": self.version,
            "text_direction": direction_of(self.version.text),
            "trouble": trouble.args[0],
            "is_closed": isinstance(trouble, actions.Closed),
            "now": now,
            "mine": mine,
            "theirs_marked": [piece for piece in pieces if piece.kind != "new"],
            "mine_marked": [piece for piece in pieces if piece.kind != "gone"],
            "key": key,
            "after": after,
            "form": self.form,
        }
        return render(self.request, "drafting/text_conflict.html", context, status=422)

"""Shapes of what people say about a Word file that came back."""

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from ungis.pages.forms import UploadField

from .actions import LONGEST
from .amendment_forms import OrganizationForm
from .models import Amendment
from .numbering import numbered
from .word_actions import Chosen

WORDED = (Amendment.Kind.REPLACE, Amendment.Kind.INSERT)


class BringForm(OrganizationForm):
    """A file edited in Word or LibreOffice."""

    file = UploadField(
        label=_("The file"),
        help_text=_("The Word file of this version (docx), with tracked changes and comments, or a clean copy."),
    )


class ConfirmForm(forms.Form):
    """Each finding of a file: whether it is taken, where it belongs if that is not known, and its words."""

    is_sent = forms.BooleanField(label=_("Send the proposals to the group at once"), required=False)

    def __init__(self, *args, file, paragraphs, may_send, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_send:
            del self.fields["is_sent"]
        names = [(one.key, _name(one, number)) for one, number in zip(paragraphs, numbered(paragraphs), strict=True)]
        self.rows = [row for part in ("operations", "remarks") for row in file.findings[part] if not row["is_known"]]
        for row in self.rows:
            self._add(row, names)

    def _add(self, row, names):
        number, is_worded = row["id"], row.get("kind") in WORDED
        self.fields[f"take_{number}"] = forms.BooleanField(
            label=_("Propose this") if "kind" in row else _("Take this remark"), required=False, initial=row["is_sure"]
        )
        if not row["is_sure"]:
            top = [("", _("at the top"))] if row.get("kind") == Amendment.Kind.INSERT else [("", _("not chosen"))]
            label = _("Behind which paragraph") if row.get("kind") == Amendment.Kind.INSERT else _("To which paragraph")
            self.fields[f"place_{number}"] = forms.ChoiceField(
                label=label, choices=[*top, *names], required=False, initial=row["key"]
            )
        if is_worded:
            self.fields[f"words_{number}"] = forms.CharField(
                label=_("How it should read"),
                initial=row["content"],
                required=False,
                max_length=LONGEST * 2,
                widget=forms.Textarea(attrs={"rows": min(max(len(row["content"]) // 80 + 1, 2), 12)}),
            )

    def chosen(self):
        """The findings that were ticked, as the action takes them."""
        typed = self.cleaned_data
        return [
            Chosen(
                row["id"],
                typed.get(f"place_{row['id']}", row["key"]),
                typed.get(f"words_{row['id']}", row.get("content", "")),
            )
            for row in self.rows
            if typed[f"take_{row['id']}"]
        ]

    def fields_of(self, row):
        """The fields of one finding, bound, by what they ask."""
        names = {asked: f"{asked}_{row['id']}" for asked in ("take", "place", "words")}
        return {asked: self[name] for asked, name in names.items() if name in self.fields}


def _name(paragraph, number):
    return f"{number.label} {Truncator(paragraph.content).words(8)}".strip()

"""What the secretariat types of a record's texts in five languages. What may be is said by the actions."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from .actions import MOST, Wording
from .models import Translation
from .texts import LANGUAGES, Kind, source_language_of


class TranslationsForm(forms.Form):
    """For each text of the record that is not empty and each language: its words, and what they are."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, kind: Kind, subject: models.Model):
        super().__init__(data)
        self.kind, self.subject = kind, subject
        self.standing = {(row.field, row.language): row for row in Translation.objects.of(subject)}
        for field in self._texts():
            for language in self._languages():
                self._add(field, language)

    def _texts(self) -> list[str]:
        return [field for field in self.kind.fields if getattr(self.subject, field)]

    def _languages(self) -> list[str]:
        return [language for language in LANGUAGES if language != source_language_of(self.subject)]

    def _add(self, field: str, language: str) -> None:
        row = self.standing.get((field, language))
        name = f"{field}-{language}"
        rows = 2 if self.kind.is_line(field) else 5
        direction = "rtl" if language == "ar" else "ltr"
        self.fields[name] = forms.CharField(
            label=f"{LANGUAGES[language]}",
            required=False,
            max_length=MOST,
            initial=row.text if row else "",
            strip=False,
            widget=forms.Textarea(attrs={"rows": rows, "lang": language, "dir": direction}),
        )
        self.fields[f"{name}-official"] = forms.BooleanField(
            label=_("This is the official wording"), required=False, initial=bool(row and row.is_official)
        )
        if row and row.is_stale(getattr(self.subject, field)):
            self.fields[f"{name}-fits"] = forms.BooleanField(
                label=_("The translation fits the present text"), required=False
            )

    def wordings(self) -> dict[tuple[str, str], Wording]:
        """What was typed and differs from what stands, or is said to fit a text that changed."""
        asked = {}
        for field in self._texts():
            for language in self._languages():
                name, row = f"{field}-{language}", self.standing.get((field, language))
                typed = self.cleaned_data
                wording = Wording(typed[name], typed[f"{name}-official"])
                before = Wording(row.text, row.is_official) if row else Wording("")
                # Browsers send line breaks as two signs.
                is_same = " ".join(wording.text.split()) == " ".join(before.text.split())
                is_same = is_same and (not wording.text.strip() or wording.is_official == before.is_official)
                if not is_same or typed.get(f"{name}-fits"):
                    asked[field, language] = wording
        return asked

    def groups(self) -> list[dict]:
        """The form as the page shows it: each text with its source, then each language with its state."""
        shown = []
        for field in self._texts():
            source = getattr(self.subject, field)
            languages = [self._language(field, language, source) for language in self._languages()]
            shown.append({"heading": self.kind.fields[field], "source": source, "languages": languages})
        return shown

    def _language(self, field: str, language: str, source: str) -> dict:
        row, name = self.standing.get((field, language)), f"{field}-{language}"
        if row is None:
            state, label = "missing", _t("not translated")
        elif row.is_stale(source):
            state, label = "stale", _t("older than its source")
        elif row.is_official:
            state, label = "official", _t("official wording")
        else:
            state, label = "current", _t("working translation")
        return {
            "name": LANGUAGES[language],
            "language": language,
            "state": state,
            "label": label,
            "text": self[name],
            "official": self[f"{name}-official"],
            "fits": self[f"{name}-fits"] if f"{name}-fits" in self.fields else None,
        }

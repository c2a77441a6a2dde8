"""Shapes of what people type about proposals; whether they may is asked in the actions."""

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from ungis.organizations.models import Organization

from .actions import LONGEST
from .amendment_actions import LONGEST_WORDS
from .models import Amendment
from .numbering import numbered


def _area(label, *, rows=3, longest=LONGEST_WORDS, **more):
    return forms.CharField(label=label, max_length=longest * 2, widget=forms.Textarea(attrs={"rows": rows}), **more)


class OrganizationForm(forms.Form):
    """On whose behalf a person acts: asked only of those who sit for several."""

    organization = forms.ModelChoiceField(label=_("On behalf of"), queryset=None, empty_label=None)

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["organization"]
        field.queryset = Organization.objects.filter(pk__in=organizations)
        if len(organizations) == 1:
            field.widget = forms.HiddenInput()
            field.initial = next(iter(organizations))


class ProposeForm(OrganizationForm):
    """A proposal to a paragraph, or to the words of another proposal."""

    KINDS = {
        Amendment.Kind.REPLACE: _("Other words for this paragraph"),
        Amendment.Kind.INSERT: _("A new paragraph after it"),
        Amendment.Kind.DELETE: _("To delete it"),
        Amendment.Kind.MOVE: _("To move it to another place"),
    }

    kind = forms.ChoiceField(label=_("What is proposed"), choices=KINDS.items(), widget=forms.RadioSelect)
    content = _area(
        _("How it should read"),
        rows=6,
        longest=LONGEST,
        required=False,
        help_text=_("The whole paragraph, for other words or a new paragraph; what differs is marked by itself."),
    )
    after_key = forms.ChoiceField(
        label=_("Behind which paragraph"), required=False, help_text=_("Only where it is to be moved.")
    )
    rationale = _area(_("Why"), required=False)
    field_order = ["organization", "kind", "content", "after_key", "rationale"]

    def __init__(self, *args, paragraphs, amends=None, at="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["content"].is_conditional = self.fields["after_key"].is_conditional = True
        if amends:
            self.fields["content"].help_text = _("The whole proposal as it should read; what differs is marked.")
            del self.fields["kind"], self.fields["after_key"]
            return
        if not at:  # at the top there is nothing yet
            self.fields["kind"].choices = [(Amendment.Kind.INSERT.value, _("A new paragraph"))]
        names = [(one.key, _name(one, number)) for one, number in zip(paragraphs, numbered(paragraphs), strict=True)]
        self.fields["after_key"].choices = [("", _("to the top")), *names]


def _name(paragraph, number):
    words = Truncator(paragraph.content).words(8)
    return f"{number.label} {words}" if number.label else words


class RewriteForm(forms.Form):
    content = _area(_("How it should read"), rows=6, longest=LONGEST, required=False)
    rationale = _area(_("Why"), required=False)


class RemarkForm(OrganizationForm):
    text = _area(_("Remark"))


class WhyForm(forms.Form):
    reason = _area(_("Why"))


class WithdrawForm(forms.Form):
    reason = _area(_("Why"), required=False)


class DecideForm(forms.Form):
    """One decision; the words that are taken are asked for where only some of them are."""

    DECISIONS = (
        ("accept", _("Accept as proposed")),
        ("accept_in_part", _("Accept in part")),
        ("decline", _("Decline")),
    )

    decision = forms.ChoiceField(label=_("Decision"), choices=DECISIONS, widget=forms.RadioSelect)
    taken = _area(
        _("How it is to read"),
        rows=6,
        longest=LONGEST,
        required=False,
        help_text=_("Only where it is accepted in part: the whole paragraph with the words that are taken."),
    )
    reason = _area(_("Reason"), required=False, help_text=_("Needed to decline; the organization is told."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["taken"].is_conditional = self.fields["reason"].is_conditional = True


class BulkForm(forms.Form):
    """One decision on many."""

    decision = forms.ChoiceField(
        label=_("Decision on those ticked"),
        choices=(DecideForm.DECISIONS[0], DecideForm.DECISIONS[2]),
        widget=forms.RadioSelect,
    )
    reason = _area(_("Reason"), required=False, help_text=_("Needed to decline; each organization is told."))

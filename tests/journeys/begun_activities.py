"""Activities in the middle of the work: each page of the register and of its desk has something to show."""

from django.urls import reverse

from ungis.core.standing import CLERK
from ungis.organizations.cast import CAST
from ungis.people.models import User
from ungis.stocktaking import actions
from ungis.stocktaking.content import Given
from ungis.stocktaking.duplicates import find_all
from ungis.stocktaking.intake_actions import offer_intake
from ungis.stocktaking.intake_reading import read_file

BUOYS = Given(
    title="Digital buoys for the fishing villages of the northern coast",
    summary="Buoys that measure waves and wind send a warning to the telephones of four hundred fishing boats. "
    "Skippers were taught in eleven harbours how to read it, and gender equality is part of the course.",
    entity="Ministry of the Sea",
    places=["SN"],
)
FILE = b'title,description\n"A lighthouse with a library","Too short."\n,"No title at all, but a description of it."\n'


def begin_activities() -> dict[str, list[str]]:
    """Write activities that wait at each station; return the addresses of their pages in English, by who reads them."""
    secretary = User.objects.get(email=CAST["secretary"].email)
    first, _second = actions.enter_activities([actions.Entry(BUOYS), actions.Entry(BUOYS)], by=CLERK)
    draft = actions.begin_activity(by=secretary, given=BUOYS)
    waiting = actions.submit_activity(actions.begin_activity(by=secretary, given=BUOYS), by=secretary)
    find_all()
    brought = offer_intake(read_file(FILE, by=secretary), by=secretary, name="activities.csv", sha256="0" * 64)
    return {
        "": [
            "/en/activities/1/", first.get_absolute_url(), "/en/activities/?q=buoys", "/en/search/?q=libraries",
            "/en/search/?q=nothingofthekind", "/en/activities/coverage/?country=SN&from=x",
        ],
        "secretary": [
            waiting.get_absolute_url(), "/en/activities/queue/", "/en/activities/duplicates/", "/en/activities/mine/",
            reverse("intake", args=(brought.pk,)), reverse("activity_edit", args=(draft.number,)),
            reverse("activity_check", args=(draft.number,)), reverse("activity_return", args=(waiting.number,)),
        ],
    }  # fmt: skip

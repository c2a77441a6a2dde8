"""Ways from other records to the activities that have to do with them."""

import pytest

from ungis.mandates.models import Paragraph
from ungis.mappings.models import Concept
from ungis.stocktaking.models import Activity

pytestmark = pytest.mark.django_db


def test_the_page_of_an_organization_leads_to_its_activities(client):
    assert "/en/activities/?organization=fao" in client.get("/en/members/fao/").content.decode()


def test_the_page_of_a_target_leads_to_the_activities_of_its_goal(client):
    target = Concept.objects.get(framework__slug="sdg", code="4.4")
    assert "goal=sdg-4" in client.get(target.get_absolute_url()).content.decode()


def test_a_paragraph_shows_the_activities_that_answer_it_and_none_that_is_hidden(client):
    paragraph = Paragraph.objects.public().first()
    shown, hidden = Activity.objects.public()[:2]
    for activity in (shown, hidden):
        activity.paragraphs.add(paragraph)
    Activity.objects.filter(pk=hidden.pk).update(visibility="members")
    page = client.get(paragraph.get_absolute_url()).content.decode()
    assert shown.get_absolute_url() in page
    assert hidden.get_absolute_url() not in page

"""Activities as IATI 2.03: valid by the published schema, and read back as they were said."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as tried_with
from hypothesis import strategies as st
from lxml import etree

from ungis.core.standing import CLERK
from ungis.mappings.models import Concept
from ungis.stocktaking.content import given_of
from ungis.stocktaking.iati_in import read_iati
from ungis.stocktaking.iati_out import written
from ungis.stocktaking.intake_reading import read_file
from ungis.stocktaking.lines import in_pieces, served_by
from ungis.stocktaking.models import Activity
from ungis.stocktaking.tests.said import alike, givens, kept

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent / "iati"


@pytest.fixture(scope="module")
def schema():
    return etree.XMLSchema(etree.parse(FOLDER / "iati-activities-schema.xsd"))


def file_of(activities):
    return b"".join(written(activities))


def register():
    return in_pieces(Activity.objects.public().order_by("number"))


def test_the_register_is_valid_iati_and_read_back_as_it_stands(schema):
    content = file_of(register())
    schema.assertValid(etree.fromstring(content))
    reading = read_file(content, by=CLERK)
    assert len(reading.lines) == Activity.objects.public().count()
    assert {line.kind for line in reading.lines} == {"same"}
    assert [line.troubles for line in reading.lines if line.troubles] == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@tried_with(data=st.data())
def test_what_was_said_is_read_back_as_it_was_said(schema, data):
    given = data.draw(givens())
    codes = data.draw(st.lists(st.sampled_from(["C3", "C7-ehea", "4", "9.c", "Objective 2"]), unique=True))
    concepts = list(Concept.objects.filter(code__in=codes, framework__slug__in=["wsis", "sdg", "gdc"]))
    activity = kept(given, concepts=concepts, are_confirmed=True)
    content = file_of([activity])
    schema.assertValid(etree.fromstring(content))
    (line,) = read_iati(content, by=CLERK).lines
    assert line.troubles == []
    assert alike(line.given, given_of(activity)) is True
    assert {one.pk for one in line.concepts} == {one.pk for one in served_by(activity)}
    assert line.number == activity.number
    activity.delete()

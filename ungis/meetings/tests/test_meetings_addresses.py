from django.utils import translation

from ungis.meetings.models import Meeting


def test_an_address_worked_out_once_stays_in_the_language_of_its_reader():
    for language in ("en", "ar", "en", "zh-hans"):
        with translation.override(language):
            assert Meeting(slug="22").get_absolute_url() == f"/{language}/meetings/22/"

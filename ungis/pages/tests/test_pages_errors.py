import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("address", ["/en/members/nobody/", "/ar/no/such/page/", "/fr/mandates/none/1/"])
def test_a_page_that_is_not_there_is_told_by_a_page_of_the_house(client, settings, debug, address):
    settings.DEBUG = debug
    answer = client.get(address)
    assert answer.status_code == 404
    assert "house" in answer.content.decode()
    assert "Using the URLconf" not in answer.content.decode()

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


def test_who_follows_the_link_of_a_mail_without_being_signed_in_comes_there_by_signing_in(client, client_of, member):
    wanted = "/en/clearance/joint-statement/?stance=extension"
    page = client.get(wanted).content.decode()
    sign_in = "/en/account/login/?next=/en/clearance/joint-statement/%3Fstance%3Dextension"
    assert f'href="{sign_in}"' in page
    assert f'name="next" value="{wanted}"' in client.get(sign_in).content.decode()
    assert sign_in not in client_of(member).get(wanted).content.decode()

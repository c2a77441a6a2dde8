"""What Wagtail brings along and we keep shut."""

import pytest

from ungis.people.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("act", ["assign_role", "delete", "set_active_state"])
def test_nobody_closes_or_raises_accounts_in_bulk_past_the_record(client_of, secretary, administrator, member, act):
    address = f"/cms/bulk/people/user/{act}/?id={member.pk}&next=/cms/"
    for user in (secretary, administrator):
        assert client_of(user).get(address, follow=True).status_code == 404
        client_of(user).post(address, {"mark_as_active": "False", "role": "1"})
    assert User.objects.filter(pk=member.pk, is_active=True, is_superuser=False).exists()

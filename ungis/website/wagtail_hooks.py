"""What the editors' desk leaves out: people and groups are administered by their seats, not here."""

from wagtail import hooks

from .middleware import CLOSED


@hooks.register("construct_settings_menu")
def leave_out_what_is_closed(request, menu_items):
    menu_items[:] = [item for item in menu_items if not item.url.startswith(CLOSED)]

"""What the layout of every page needs, at no query."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext_lazy as _

from ungis.core.standing import Visibility, standing_of

# The places of the house, as readers find them; the address is a URL name or a page below the language.
MENU = [
    (_("About"), "about/"),
    (_("Members"), "member_list"),
    (_("Officers"), "officer_list"),
    (_("Mandates"), "mandate_list"),
    (_("Frameworks"), "framework_list"),
    (_("Matrices"), "matrix_list"),
    (_("Activities"), "activity_list"),
    (_("Texts"), "text_list"),
    (_("Clearance"), "round_list"),
    (_("Meetings"), "meeting_list"),
    (_("Documents"), "document_list"),
    (_("Focus"), "focus/"),
    (_("News"), "news/"),
    (_("Search"), "search"),
]
FOR_THE_GROUP = {"round_list"}  # others find these places from the records to which they belong


def same_page_in(path: str, query: str, language: str, present: str) -> str:
    """Return the address of this page in another language: the first step of the path is the language."""
    prefix = f"/{present}/"
    rest = path.removeprefix(prefix) if path.startswith(prefix) else ""
    return f"/{language}/{rest}" + (f"?{query}" if query else "")


def layout(request):
    present = get_language() or settings.LANGUAGE_CODE
    user = getattr(request, "user", None)
    standing = standing_of(user)
    menu = []
    for title, place in MENU:
        if place in FOR_THE_GROUP and Visibility.GROUP not in standing.visibilities:
            continue
        try:
            address = f"/{present}/{place}" if place.endswith("/") else reverse(place)
        except NoReverseMatch:  # a room that is not there yet
            continue
        menu.append({"title": title, "address": address, "is_here": request.path.startswith(address)})
    query = request.META.get("QUERY_STRING", "")
    return {
        "menu": menu,
        "language": present,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "language_bar": [
            {"code": code, "name": name, "address": same_page_in(request.path, query, code, present)}
            for code, name in settings.LANGUAGES
        ],
        "standing": standing,
        "base_url": settings.BASE_URL,
        "DEBUG": settings.DEBUG,
    }

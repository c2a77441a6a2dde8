"""What is done to the public site: the first pages, who edits, what was published."""

from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.utils.timezone import now
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from ungis.core.acting import action, require
from ungis.core.events import record

from .models import HomePage, NewsIndexPage, NewsPage, TextPage
from .permissions import can_edit_site

EDITORS = "Site editors"
ON_PAGES = ("add", "change", "publish", "lock", "unlock")
ON_FILES = ("add", "change", "choose")


@action
def publish_first_pages(*, by: Any, languages: dict[str, dict]) -> int:
    """Make the six languages, their home pages and the pages below, top down; return how many were made.

    `languages` maps a language to its home: `title`, `lead`, `body`, and `pages`, each with a `slug` and
    pages of its own, or with `news`. Same slugs make translations of one another. What is there already
    stays as its editors left it.
    """
    require(can_edit_site(by))
    root = Page.get_first_root_node()
    made = 0
    for language, content in languages.items():
        locale, _ = Locale.objects.get_or_create(language_code=language)
        made += _grow(root, HomePage, locale, {**content, "slug": language}, "")
    # The page that Wagtail puts into an empty database; a site may still point at it.
    home = HomePage.objects.get(locale__language_code=settings.LANGUAGE_CODE, depth=2)
    address = urlsplit(settings.BASE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.site_name = address.hostname, settings.WAGTAIL_SITE_NAME
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.root_page = home
    site.save()
    for welcome in Page.objects.filter(depth=2, slug="home", content_type__model="page"):
        welcome.delete()
    _editors(home)
    record("website.pages_loaded", home, by=by, data={"languages": list(languages), "pages": made})
    return made


def _grow(parent: Page, model: type[Page], locale: Locale, content: dict, above: str) -> int:
    """Add one page and what lies below it; `above` is the path of its parent below the language."""
    slug = content["slug"]
    place = "" if model is HomePage else f"{above}{slug}/"
    page = model.objects.child_of(parent).filter(slug=slug).first()
    made = 0
    if page is None:
        fields = {name: content[name] for name in ("lead", "body", "date") if name in content}
        page = model(
            title=content["title"],
            slug=slug,
            search_description=content.get("description", ""),
            locale=locale,
            translation_key=uuid5(NAMESPACE_URL, f"ungis:/{place}"),
            live=True,
            first_published_at=now(),
            last_published_at=now(),
            **fields,
        )
        parent.add_child(instance=page)
        made = 1
    for below in content.get("pages", []):
        kind = NewsIndexPage if "news" in below else TextPage
        made += _grow(page, kind, locale, below, place)
    for item in content.get("news", []):
        made += _grow(page, NewsPage, locale, item, place)
    return made


def _editors(home: Page) -> Group:
    """Return the group through which Wagtail lets editors in: pages, images, documents, translation.

    Never people or groups: whoever may edit people in Wagtail can make themselves administrator.
    """
    group, _ = Group.objects.get_or_create(name=EDITORS)
    for place in HomePage.objects.filter(depth=2):
        for verb in ON_PAGES:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{verb}_page")
            GroupPagePermission.objects.get_or_create(group=group, page=place, permission=permission)
    files = Collection.get_first_root_node()
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for verb in ON_FILES:
            permission = Permission.objects.get(content_type__app_label=app, codename=f"{verb}_{model}")
            GroupCollectionPermission.objects.get_or_create(group=group, collection=files, permission=permission)
    group.permissions.set(
        [
            Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
            Permission.objects.get(content_type__app_label="wagtail_localize", codename="submit_translation"),
        ]
    )
    return group


@action
def admit_editor(user: Any, *, by: Any) -> None:
    """Let a person into the editors' group for the seat they hold now."""
    require(can_edit_site(user))
    home = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE, depth=2).first()
    user.groups.add(Group.objects.filter(name=EDITORS).first() or _editors(home))
    record("website.editor_admitted", user, by=by)


@action
def dismiss_editor(user: Any, *, by: Any) -> None:
    """Take a person out of the editors' group: the seat that let them in is no longer theirs."""
    require(can_edit_site(by))
    user.groups.remove(*user.groups.filter(name=EDITORS))
    record("website.editor_dismissed", user, by=by)


@action
def note_publication(page: Page, *, by: Any, step: str) -> None:
    """Note in the chain of events that a page was published, withdrawn, moved or deleted."""
    require(can_edit_site(by))
    data = {"title": page.title, "address": page.url_path, "language": page.locale.language_code}
    record(f"website.page_{step}", page, by=by, data=data)

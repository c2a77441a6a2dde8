"""Laws of the whole house: what no room may break."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings

from ungis.core.acting import ACTIONS

HOUSE = Path(settings.PACKAGE)
ROOT = HOUSE.parent
OURS = [config for config in apps.get_app_configs() if config.name.startswith("ungis.")]
MODELS = [model for config in OURS for model in config.get_models()]
DOORS = ("views.py", "api.py", "urls.py", "middleware.py", "context.py", "feeds.py", "seat_views.py")
WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "set",
    "add",
}
FORBIDDEN_NAMES = {"utils", "helpers", "services", "managers", "common", "misc"}
# Moments that no person brings about, each with the reason why it has no `_by`.
MOMENTS_WITHOUT_ACTOR = {
    "at": "an event carries its actor beside it",
    "due_at": "computed from the queue, or the deadline of a process outside",
    "closes_at": "a deadline, set with the round or its extension",
    "old_closes_at": "as closes_at",
    "new_closes_at": "as closes_at",
    "asked_at": "the tick asks once a year",
    "found_at": "the nightly look found it",
    "finished_at": "the worker finished what somebody confirmed",
    "taken_at": "the tick takes what is due",
    "sent_at": "the worker sends",
    "expires_at": "follows from another moment",
    "used_at": "the user of the link uses it",
    "starts_at": "the hour of a sitting",
    "ends_at": "the hour of a sitting",
}
# Pages of Wagtail: editors reach them through its own permissions, readers through live and public.
PAGES_OF_WAGTAIL = {"website"}


def python_files(*names):
    return [path for path in HOUSE.rglob("*.py") if (not names or path.name in names) and "tests" not in path.parts]


def label(path):
    return str(path.relative_to(HOUSE))


@pytest.mark.parametrize("path", python_files(*DOORS), ids=label)
def test_doors_do_not_write(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        owner = ast.unparse(node.func.value)
        # Sessions, headers and sets of Python are no tables.
        writes = re.search(r"objects|\bform\b|_set\b|instance|\.filter\(|\.all\(", owner) or node.func.attr in {
            "save",
            "bulk_create",
        }
        assert not writes or "session" in owner, f"{label(path)}:{node.lineno} {owner}.{node.func.attr}"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_declares_who_may_see_it(model):
    if model._meta.app_label not in PAGES_OF_WAGTAIL:
        assert hasattr(model._default_manager, "visible_to") or hasattr(model.objects, "visible_to")


def test_every_field_is_classed_in_the_register_of_personal_data():
    register = yaml.safe_load((ROOT / "personal_data.yml").read_text(encoding="utf-8"))["fields"]
    fields = {
        f"{model._meta.label_lower}.{field.name}"
        for model in MODELS
        for field in model._meta.get_fields()
        if field.concrete and not field.auto_created
    }
    assert sorted(fields - set(register)) == [], "fields that no one has classed"
    assert sorted(set(register) - fields) == [], "classed, and no longer there"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_moment_has_its_actor(model):
    names = {field.name for field in model._meta.get_fields()}
    if model._meta.app_label in PAGES_OF_WAGTAIL:
        return
    for name in names:
        if name.endswith("_at") and name not in MOMENTS_WITHOUT_ACTOR:
            assert name.removesuffix("_at") + "_by" in names, f"{model._meta.label}.{name}"


def _tests_text():
    files = [*HOUSE.rglob("tests/*.py"), *(ROOT / "tests").rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_no_text_for_people_hides_in_a_formatted_string():
    """Those who gather the strings do not see a gettext call inside braces."""
    hidden = re.compile(r"""\bf(["'])(?:(?!\1).)*\{[^}]*\b(?:_|p?gettext)\(""")
    for path in python_files():
        assert not hidden.search(path.read_text(encoding="utf-8")), path


def test_every_action_has_a_test_and_states_its_contract():
    text = _tests_text()
    for name, verb in ACTIONS.items():
        assert verb.__doc__, f"{name} states no contract"
        assert re.search(rf"\b{verb.__name__}\b", text), f"no test names {name}"


def test_no_file_bears_a_name_that_says_nothing():
    assert [label(path) for path in python_files() if path.stem in FORBIDDEN_NAMES] == []


def test_rooms_import_downwards():
    done = subprocess.run(["lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", sorted(HOUSE.rglob("*.html")), ids=label)
def test_templates_hold_no_inline_style_or_script(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<script(?![^>]*\b(src|type=\"application/(ld\+)?json\"))", text)
    assert "|safe" not in text
    assert "autoescape off" not in text


def test_every_commit_of_the_catalogues_is_complete():
    from ungis.languages import catalogues

    found = catalogues.gather()
    for locale in catalogues.LOCALES:
        assert catalogues.untranslated(catalogues.updated(locale, found)) == [], locale


def test_the_project_speaks_of_itself_alone():
    words = re.compile(
        r"\b(" + "|".join(["/work/", "sub" + "agent", "farm-" + "studio", "chat" + "gpt", "clau" + "de"]) + ")", re.I
    )
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    for name in listed:
        path = ROOT / name
        if (
            path.suffix in {".py", ".md", ".html", ".css", ".yaml", ".yml", ".toml", ""}
            and path.is_file()
            and path != Path(__file__)
        ):
            assert not words.search(path.read_text(encoding="utf-8", errors="ignore")), name

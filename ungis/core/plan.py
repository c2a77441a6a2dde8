"""The plan of the house as it stands: rooms, tables, actions, doors and moves, read from the code itself."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise

from django.apps import AppConfig, apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from .acting import ACTIONS

HEAD = """# The map of the house

Written by `make map` from the code; `make check` compares. Rooms stand from the ground up: each imports only
from those before it.
"""


def rooms() -> list[AppConfig]:
    return [config for config in apps.get_app_configs() if config.name.startswith("ungis.")]


def first_line(text: str | None) -> str:
    return (text or "").strip().splitlines()[0] if (text or "").strip() else ""


def what_it_holds(model: type[Model]) -> str:
    """Return the first line of the docstring, but not the one that Django makes up from the fields."""
    line = first_line(model.__doc__)
    return "" if line.startswith(f"{model.__name__}(") else line


def room_of(module: str) -> str:
    return module.split(".")[1] if module.startswith("ungis.") else module.split(".")[0]


def doors(patterns: list | None = None, prefix: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Yield (address, name, guard, room) of each URL of ours."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from doors(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern) and pattern.callback.__module__.startswith("ungis."):
            guard = getattr(pattern.callback, "guard", "none")
            yield prefix + str(pattern.pattern), pattern.name or "", guard, room_of(pattern.callback.__module__)


def moves(config: AppConfig) -> dict | None:
    name = f"{config.name}.states"
    return getattr(import_module(name), "MOVES", None) if find_spec(name) else None


def draw() -> str:
    """Return the map as Markdown, with the moves as Mermaid diagrams."""
    all_doors = sorted(doors())
    text = [HEAD, "```mermaid\ngraph BT"]
    names = [config.label for config in rooms()]
    text += [f"  {upper} --> {lower}" for lower, upper in pairwise(names)]
    text.append("```\n")
    for config in rooms():
        models_module = import_module(config.name + ".models") if find_spec(config.name + ".models") else None
        text.append(f"## {config.label}\n")
        purpose = first_line(import_module(config.name).__doc__) or first_line(getattr(models_module, "__doc__", ""))
        text += [purpose + "\n"] if purpose else []
        tables = list(config.get_models())
        if tables:
            text.append("| table | what it holds |\n| --- | --- |")
            text += [f"| {model.__name__} | {what_it_holds(model)} |" for model in tables]
            text.append("")
        verbs = {name: verb for name, verb in sorted(ACTIONS.items()) if name.startswith(config.name + ".")}
        if verbs:
            text.append("| action | contract |\n| --- | --- |")
            text += [f"| {name.rsplit('.', 1)[1]} | {first_line(verb.__doc__)} |" for name, verb in verbs.items()]
            text.append("")
        own = [door for door in all_doors if door[3] == config.label]
        if own:
            text.append("| door | address | who may enter |\n| --- | --- | --- |")
            text += [f"| {name} | `/{address}` | {guard} |" for address, name, guard, _room in own]
            text.append("")
        if table := moves(config):
            text.append("```mermaid\nstateDiagram-v2")
            text += [f"  {old} --> {new}: {step}" for (old, step), new in table.items()]
            text.append("```\n")
    return "\n".join(text).rstrip() + "\n"

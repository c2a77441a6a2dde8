"""What others made and we carry with us."""

import re
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
STATIC = ROOT / "ungis/pages/static/pages"
FILES = tomllib.loads((ROOT / "vendor.toml").read_text())["file"]


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["name"])
def test_a_vendored_file_is_the_one_that_was_listed_and_its_licence_is_beside_it(entry):
    path = ROOT / entry["path"]
    assert sha256(path.read_bytes()).hexdigest() == entry["sha256"]
    assert entry["version"]
    assert entry["license"]
    assert (ROOT / entry["license_path"]).parent == path.parent


def test_every_font_that_is_served_is_listed_and_every_one_named_in_the_sheet_is_there():
    served = {path.name for path in (STATIC / "fonts").glob("*.woff2")}
    assert served == {Path(entry["path"]).name for entry in FILES if "/pages/fonts/" in entry["path"]}
    assert served == set(re.findall(r'url\("fonts/([^"]+)"\)', (STATIC / "house.css").read_text()))

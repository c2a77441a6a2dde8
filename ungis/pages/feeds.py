"""Feeds of the house: Atom, each entry marked with the language it is in."""

import re

from django.utils.feedgenerator import Atom1Feed

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # one of them would undo the whole feed


class Feed(Atom1Feed):
    def item_attributes(self, item):
        return {"xml:lang": item["language"]}

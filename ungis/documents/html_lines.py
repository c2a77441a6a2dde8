"""HTML read line by line and never rendered: what a page would run, fetch or ask for is dropped."""

import re

from django.utils.translation import gettext as _
from lxml import etree
from lxml import html as markup

from .contents import Unfit
from .lines import INVISIBLE, LABELLED, MARKS, Text, label_of, settled, whole

BLOCKS = re.compile(
    "address|article|aside|blockquote|body|br|caption|center|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]"
    "|header|hr|html|legend|li|main|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul"
)
# What runs, is fetched, is asked for or leads elsewhere: nothing of it is a line of the text.
UNREAD = re.compile(
    "applet|audio|button|canvas|embed|frame|frameset|head|iframe|input|link|math|meta|nav|noscript|object|option|script"
    "|select|style|svg|template|textarea|title|video"
)
STRUCK = frozenset(("del", "s", "strike"))
LIST_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
LIST_STYLES = {
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "lower-roman": "lowerRoman",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "upper-roman": "upperRoman",
}


def read_html(written: str) -> Text:
    # A declaration of another encoding would be believed, and text with one refused.
    content = INVISIBLE.sub("", written).encode()
    parser = markup.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = markup.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return Text()
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        # The parser stops there, and what follows would be lost without a word.
        raise Unfit(_("This page is nested far deeper than a document is. Please save its text and bring that."))
    return _Page().read(root)


class _Page:
    """One walk over the elements of a page, without recursion: a hostile page may be nested without end."""

    def __init__(self) -> None:
        self.text = Text()
        self.words: list[str] = []
        self.kind, self.label, self.level, self.depth = "paragraph", "", 0, 0
        self.lists: list[list] = []  # of each open list: kind of numbers, number of the item to come
        self.raised = 0  # open <sup>

    def read(self, root: etree._Element) -> Text:
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start":
                if self._is_passed_over(node.tag):
                    walk.skip_subtree()
                else:
                    self._open(node)
            elif event == "end" and not self._is_passed_over(node.tag, is_end=True):
                self._close(node.tag)
            if event != "start" and node.tail:
                self._say(node.tail)
        self._end_line()
        return self.text

    def _is_passed_over(self, tag: str, *, is_end: bool = False) -> bool:
        word = "struck" if tag in STRUCK else "pictures" if tag in ("img", "svg") else ""
        if word and not is_end:
            self.text.remarks[word] += 1
        return tag in STRUCK or bool(UNREAD.fullmatch(tag))

    def _open(self, node: etree._Element) -> None:
        tag = node.tag
        if BLOCKS.fullmatch(tag):
            self._end_line()
        if tag in ("ol", "ul"):
            self.lists.append(_list_of(node))
        elif tag == "li" and self.lists:
            self._number(node)
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.kind, self.depth = "heading", int(tag[1])
        elif tag in ("td", "th"):
            self.kind = "cell"
        elif tag == "sup":
            self.raised += 1
        if node.text:
            self._say(node.text)

    def _close(self, tag: str) -> None:
        if BLOCKS.fullmatch(tag):
            self._end_line()
        if tag in ("ol", "ul") and self.lists:
            self.lists.pop()
        elif tag == "sup":
            self.raised -= 1

    def _number(self, node: etree._Element) -> None:
        item = self.lists[-1]
        item[1] = whole(node.get("value"), item[1])
        self.label, self.level = label_of(item[0], item[1]), len(self.lists) - 1
        item[1] += 1

    def _say(self, words: str) -> None:
        bare = words.strip().strip("[]")
        is_mark = self.raised and bare.isascii() and bare.isdigit()
        self.words.append(bare.translate(MARKS) if is_mark else words)

    def _end_line(self) -> None:
        words = settled("".join(self.words))
        self.words = []
        if not words:
            return  # the number of a list waits for the first words of its item
        label = "" if LABELLED.match(f"{words[:12]} ") else self.label
        self.text.add(words, label=label, level=self.level if label else 0, kind=self.kind, depth=self.depth)
        self.kind, self.label, self.depth = "paragraph", "", 0


def _list_of(node: etree._Element) -> list:
    if node.tag == "ul":
        return ["bullet", 1]
    named = re.search(r"list-style(?:-type)?\s*:\s*([a-z-]{4,20})", node.get("style") or "")
    kind = LIST_KINDS.get(node.get("type") or "") or LIST_STYLES.get(named[1] if named else "") or "decimal"
    return [kind, whole(node.get("start"), 1)]

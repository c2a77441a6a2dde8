"""Somebody at LibreOffice: opens a Word file, types with changes tracked, and saves it.

Run by the Python that has LibreOffice's bridge (`uno`), which is the system's and not ours: so nothing of the house is
imported here. The argument is a folder for the profile. Each line of the input is a job, as JSON: the file to open, the
file to save, and the sessions of people, each with an author and edits. Each line of the output is "done", or what
went wrong. A paragraph is named by its place in the body as it was opened.
"""

import json
import subprocess
import sys
import time
from contextlib import suppress

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.text.ControlCharacter import PARAGRAPH_BREAK
from com.sun.star.text.TextContentAnchorType import AS_CHARACTER

WORD = "MS Word 2007 XML"


def value(name, held):
    made = PropertyValue()
    made.Name, made.Value = name, held
    return made


class Office:
    """LibreOffice without a window."""

    def __init__(self, profile):
        pipe = f"ungis{time.time_ns()}"
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--nodefault"]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([*command, f"--accept=pipe,name={pipe};urp;"], **quiet)
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _turn in range(240):
            try:
                self.context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception:  # it is not up yet
                time.sleep(0.25)
        self.desktop = self.service("com.sun.star.frame.Desktop")

    def service(self, name):
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def sit_down(self, author):
        """Whose changes the next ones are."""
        configuration = self.service("com.sun.star.configuration.ConfigurationProvider")
        access = configuration.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationUpdateAccess",
            (value("nodepath", "/org.openoffice.UserProfile/Data"),),
        )
        access.givenname, access.sn = author, ""
        access.commitChanges()

    def close(self):
        with suppress(Exception):  # it ends while it answers
            self.desktop.terminate()
        self.process.wait(30)


class Desk:
    """One document open before one person; each method is one edit, made at the cursor as a person makes it."""

    def __init__(self, office, path, author):
        office.sit_down(author)
        self.author = author
        self.document = office.desktop.loadComponentFromURL(f"file://{path}", "_blank", 0, (value("Hidden", True),))
        self.document.RecordChanges = True
        self.dispatcher = office.service("com.sun.star.frame.DispatchHelper")
        self.body = self.document.Text
        self.cursor = self.document.CurrentController.ViewCursor

    def press(self, command, **arguments):
        frame = self.document.CurrentController.Frame
        values = tuple(value(*pair) for pair in arguments.items())
        self.dispatcher.executeDispatch(frame, f".uno:{command}", "", 0, values)

    def select(self, name, at=0, end=None):
        """Select signs of a paragraph; up to its end where none is given."""
        place = self.body.createTextCursorByRange(self.document.Bookmarks.getByName(name).Anchor.Start)
        place.gotoStartOfParagraph(False)
        place.goRight(at, False)
        if end is None:
            place.gotoEndOfParagraph(True)
        else:
            place.goRight(end - at, True)
        self.cursor.gotoRange(place, False)
        return place

    def end_of(self, name):
        place = self.select(name)
        place.collapseToEnd()
        self.cursor.gotoRange(place, False)
        return place

    def type(self, paragraph, at, end, words):
        self.select(paragraph, at, end)
        if words:
            self.press("InsertText", Text=words)
        else:
            self.press("Delete")

    def divide(self, paragraph, at):
        self.select(paragraph, at, at)
        self.press("InsertPara")

    def insert(self, paragraph, words):
        self.end_of(paragraph)
        self.press("InsertPara")
        self.press("InsertText", Text=words)

    def strike(self, paragraph):
        self.select(paragraph)
        self.cursor.goRight(1, True)
        self.press("Delete")

    def join(self, paragraph):
        self.end_of(paragraph)
        self.press("Delete")

    def move(self, paragraph, by):
        self.select(paragraph, 0, 0)
        for _step in range(abs(by)):
            self.press("MoveUp" if by < 0 else "MoveDown")

    def bold(self, paragraph, at, end):
        self.select(paragraph, at, end)
        self.press("Bold")

    def comment(self, paragraph, at, end, words):
        made = self.document.createInstance("com.sun.star.text.textfield.Annotation")
        made.Author, made.Content = self.author, words
        self.body.insertTextContent(self.select(paragraph, at, end), made, True)

    def note(self, number, words):
        """Type at the end of a footnote."""
        note = self.document.Footnotes.getByIndex(number)
        note.insertString(note.End, words, False)

    def table(self, paragraph, words):
        """Put a table of two cells behind a paragraph."""
        made = self.document.createInstance("com.sun.star.text.TextTable")
        made.initialize(1, len(words))
        self.body.insertTextContent(self.end_of(paragraph), made, False)
        for place, said in enumerate(words):
            made.getCellByPosition(place, 0).String = said

    def cell(self, words):
        """Type at the end of the first cell of the first table."""
        cell = self.document.TextTables.getByIndex(0).getCellByPosition(0, 0)
        cell.insertString(cell.End, words, False)

    def page_style(self):
        return self.document.StyleFamilies.getByName("PageStyles").getByName(self.cursor.PageStyleName)

    def top(self, words):
        """Type into the head of the pages."""
        style = self.page_style()
        style.HeaderIsOn = True
        style.HeaderText.insertString(style.HeaderText.End, words, False)

    def foot(self, words):
        """Type at the end of the foot of the pages."""
        style = self.page_style()
        style.FooterText.insertString(style.FooterText.End, words, False)

    def box(self, paragraph, words):
        made = self.document.createInstance("com.sun.star.text.TextFrame")
        made.AnchorType = AS_CHARACTER
        self.body.insertTextContent(self.end_of(paragraph), made, False)
        made.insertString(made.End, words, False)
        made.insertControlCharacter(made.End, PARAGRAPH_BREAK, False)

    def field(self, paragraph):
        made = self.document.createInstance("com.sun.star.text.textfield.PageNumber")
        self.body.insertTextContent(self.end_of(paragraph), made, False)

    def save(self, path):
        self.document.storeToURL(f"file://{path}", (value("FilterName", WORD),))
        self.document.close(True)


def work(office, job):
    path = job["open"]
    for session in job["sessions"]:
        desk = Desk(office, path, session["author"])
        for name, *arguments in session["edits"]:
            getattr(desk, name)(*arguments)
        path = job["save"]
        desk.save(path)


def main():
    office = Office(sys.argv[1])
    for line in sys.stdin:
        try:
            work(office, json.loads(line))
            said = "done"
        except Exception as failure:
            said = repr(failure).replace("\n", " ")
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()
    office.close()


if __name__ == "__main__":
    main()

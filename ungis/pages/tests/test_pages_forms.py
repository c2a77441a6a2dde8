"""The fields that forms of every room share."""

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from ungis.pages.forms import UploadField


class Bring(forms.Form):
    file = UploadField(".txt")
    small = UploadField(most=1024 * 1024, required=False)


class Unread(SimpleUploadedFile):
    def read(self, *_args):
        raise AssertionError("the file was read")


def test_a_file_over_the_limit_is_refused_before_it_is_read(settings):
    settings.UPLOAD_LIMIT = 2 * 1024 * 1024
    form = Bring({}, {"file": Unread("large.txt", b"x" * (2 * 1024 * 1024 + 1))})
    assert form.errors["file"] == ["The file is larger than 2 megabytes. Please bring a smaller one."]


def test_a_field_may_have_a_limit_of_its_own():
    small = SimpleUploadedFile("small.txt", b"x" * (1024 * 1024 + 1))
    form = Bring({}, {"file": SimpleUploadedFile("f.txt", b"x"), "small": small})
    assert list(form.errors) == ["small"]


def test_an_empty_file_is_left_to_those_who_read_it():
    assert Bring({}, {"file": SimpleUploadedFile("empty.txt", b"")}).is_valid()

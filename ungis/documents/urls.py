from django.urls import path, register_converter

from . import views


class DigestConverter:
    """The first sixteen signs of a SHA-256."""

    regex = "[0-9a-f]{16}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(DigestConverter, "digest")

urlpatterns = [
    path("documents/", views.document_list, name="document_list"),
    path("documents.<twin:twin>", views.document_list, name="document_list"),
    path("documents/add/", views.document_add, name="document_add"),
    path("documents/<slug:slug>/", views.document, name="document"),
    path("documents/<slug:slug>/edit/", views.document_edit, name="document_edit"),
    path("documents/<slug:slug>/upload/", views.document_upload, name="document_upload"),
    path("documents/<slug:slug>/files/<digest:digest>/<str:name>", views.document_file, name="document_file"),
]

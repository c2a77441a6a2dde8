"""Addresses of what is taken away from an edition and brought back."""

from django.urls import path

from . import exports, import_views

EDITION = "matrices/<slug:matrix>/<slug:edition>"

urlpatterns = [
    path("matrices/imports/<int:pk>/", import_views.import_preview, name="import_preview"),
    path("matrices/imports/<int:pk>/apply/", import_views.import_apply, name="import_apply"),
    path("matrices/imports/<int:pk>/discard/", import_views.import_discard, name="import_discard"),
    path(f"{EDITION}/import/", import_views.edition_import, name="edition_import"),
    path(f"{EDITION}.<download:form>", exports.edition_download, name="edition_download"),
]

"""Addresses of frameworks and concepts: pages and data below the language, identifiers above it."""

from django.urls import path, register_converter

from . import framework_import_views as imports
from . import framework_views as views


class SkosConverter:
    """Turtle and JSON-LD, by the endings of their files."""

    regex = "ttl|jsonld"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(SkosConverter, "skos")

CONCEPT = "frameworks/<slug:framework>/<slug:concept>"

urlpatterns = [
    path("frameworks/", views.framework_list, name="framework_list"),
    path("frameworks.<twin:twin>", views.framework_list, name="framework_list"),
    path("frameworks/import/", imports.framework_import, name="framework_import"),
    path("frameworks/import/<int:pk>/", imports.framework_import_preview, name="framework_import_preview"),
    path("frameworks/import/<int:pk>/confirm/", imports.framework_import_confirm, name="framework_import_confirm"),
    path("frameworks/import/<int:pk>/discard/", imports.framework_import_discard, name="framework_import_discard"),
    path("frameworks/<slug:framework>/", views.framework, name="framework"),
    path("frameworks/<slug:framework>.<twin:twin>", views.framework, name="framework"),
    path("frameworks/<slug:framework>.<skos:form>", views.framework_skos, name="framework_skos"),
    path(f"{CONCEPT}/", views.concept, name="concept"),
    path(f"{CONCEPT}.<skos:form>", views.concept_skos, name="concept_skos"),
    path(f"{CONCEPT}/facilitator/", views.facilitator_name, name="facilitator_name"),
    path(f"{CONCEPT}/facilitator/<int:pk>/end/", views.facilitation_end, name="facilitation_end"),
]
identifiers = [
    path("id/<slug:framework>", views.identifier, name="identifier"),
    path("id/<slug:framework>/<slug:concept>", views.identifier, name="identifier"),
]

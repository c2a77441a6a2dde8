"""Images of the public pages, and what the pages show of the record."""

from django.conf import settings
from django.views.decorators.http import require_safe
from django.views.static import serve

from ungis.core.doors import everyone


@everyone
@require_safe
def media(request, name):
    """An image that an editor put on a public page."""
    return serve(request, name, document_root=settings.MEDIA_ROOT)

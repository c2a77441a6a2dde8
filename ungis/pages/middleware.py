"""The page that says there is no such page."""

from django.http import Http404

from .views import not_found


def own_not_found(get_response):
    """Answer 404 with the page of the house also where DEBUG is on: people look at development sites too."""

    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        return not_found(request) if isinstance(exception, Http404) else None

    middleware.process_exception = process_exception
    return middleware

"""The register of activities as readers meet it."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ungis.core.doors import everyone

from .models import Activity


@everyone
@require_safe
def activity(request, number):
    """One activity: who, what, where, when, and what it serves."""
    found = get_object_or_404(Activity.objects.visible_to(request.user), number=number)
    return render(request, "stocktaking/activity.html", {"activity": found})

"""The addresses of the pages; all are for reading only."""

from django.urls import path
from django.views.decorators.http import require_safe

from tansiq.web import pages

urlpatterns = [
    path("", require_safe(pages.state)),
    path("health", require_safe(pages.health)),
    path("static/<str:name>", require_safe(pages.static)),
]
handler404 = pages.absent

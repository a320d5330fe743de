"""The addresses of the pages: those of the shell here, those of a part in its own file."""

from django.urls import path
from django.views.decorators.http import require_safe

from tansiq.web.pages import (
    agreements,
    asked,
    cases,
    casework,
    changes,
    channels,
    components,
    desk,
    entities,
    entrance,
    helping,
    logs,
    news,
    officers,
    oversight,
    partners,
    passkeys,
    plain,
    proofs,
    reads,
    releases,
    reports,
    retention,
    signatures,
    sources,
    state,
    supervision,
    upkeep,
)
from tansiq.web.static import static

urlpatterns = [
    path("", require_safe(plain.start)),
    path("health", require_safe(plain.health)),
    path("static/<str:name>", require_safe(static)),
    path("components", require_safe(components.gallery)),
    path("state", require_safe(state.state)),
    path("live", require_safe(news.live)),
    *entrance.ADDRESSES,
    *passkeys.ADDRESSES,
    *signatures.ADDRESSES,
    *desk.ADDRESSES,
    *partners.ADDRESSES,
    *changes.ADDRESSES,
    *channels.ADDRESSES,
    *officers.ADDRESSES,
    *logs.ADDRESSES,
    *upkeep.ADDRESSES,
    *oversight.ADDRESSES,
    *reads.ADDRESSES,
    *retention.ADDRESSES,
    *supervision.ADDRESSES,
    *helping.ADDRESSES,
    *reports.ADDRESSES,
    *releases.ADDRESSES,
    *asked.ADDRESSES,
    *cases.ADDRESSES,
    *agreements.ADDRESSES,
    *casework.ADDRESSES,
    *sources.ADDRESSES,
    *entities.ADDRESSES,
    *proofs.ADDRESSES,
]
handler403 = plain.forbidden
handler404 = plain.absent
handler500 = plain.fault

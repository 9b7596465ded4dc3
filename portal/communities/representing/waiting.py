"""What asks of a person today to be verified."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.communities.enums import RequestStatus
from portal.communities.models import RepresentationRequest
from portal.core.waiting import Waiting


def requests_waiting(user: AbstractUser) -> Iterable[Waiting]:
    url = reverse("representation_requests:index")
    requests = RepresentationRequest.objects.permitted(user, "change")
    yield Waiting(_("Requests to represent a community"), requests.to_check().count(), f"{url}?state=received")
    held = requests.filter(status=RequestStatus.HELD)
    yield Waiting(_("Requests to represent that are held"), held.count(), f"{url}?state=held")

from django.db.models import Q

from portal.communities.models import RepresentationRequest
from portal.core.access import AnyUser


def papers_of_requests(user: AnyUser) -> Q:
    """Papers of requests to represent a community: for those who see the requests."""
    return Q(pk__in=RepresentationRequest.objects.visible_to(user).exclude(paper=None).values("paper"))

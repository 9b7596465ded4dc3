import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from portal.communities.enums import RequestStatus
from portal.communities.querysets import RequestQuerySet
from portal.core.fields import acted_by
from portal.core.models import PrivateFile
from portal.core.references import spoken_reference
from portal.geography.models import Barangay

from .community import OBCCommunity
from .representative import CommunityRepresentative

PERSONAL = ("name", "email", "phone", "community_name", "reason", "refusal_reason")
"""What is emptied when the request is forgotten; its paper goes too."""


class RepresentationRequest(models.Model):
    """Somebody without an account says that they speak for a community, and asks to be let in. Staff verify it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("number"), max_length=8, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = PhoneNumberField(_("mobile number"), blank=True)
    barangay = models.ForeignKey(
        Barangay, verbose_name=_("barangay"), on_delete=models.PROTECT, related_name="representation_requests"
    )
    community = models.ForeignKey(
        OBCCommunity,
        verbose_name=_("community"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="representation_requests",
    )
    community_name = models.CharField(_("community, as they call it"), max_length=255, blank=True)
    reason = models.TextField(_("why they speak for it"), max_length=2000, blank=True)
    paper = models.OneToOneField(
        PrivateFile, verbose_name=_("paper"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    consented_at = models.DateTimeField(_("agreed at"))
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)
    status = models.CharField(_("status"), max_length=10, choices=RequestStatus.choices, default=RequestStatus.RECEIVED)
    refusal_reason = models.TextField(_("reason of the refusal"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = acted_by(verbose_name=_("decided by"))
    representation = models.OneToOneField(
        CommunityRepresentative,
        verbose_name=_("term"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="request",
    )
    forgotten_at = models.DateTimeField(_("personal data erased at"), null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]
        verbose_name = _("request to represent")
        verbose_name_plural = _("requests to represent")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="communities_request_decided_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["verified", "refused"], decided_at__isnull=False)
                | Q(status__in=["received", "held", "lapsed"], decided_at=None),
                name="communities_request_decided_as_its_status",
            ),
            models.CheckConstraint(
                condition=Q(status="verified", representation__isnull=False)
                | (~Q(status="verified") & Q(representation=None)),
                name="communities_request_verified_has_its_term",
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(forgotten_at=None), name="communities_request_to_forget")
        ]

    def __str__(self) -> str:
        return self.spoken_reference

    @property
    def spoken_reference(self) -> str:
        return spoken_reference(self.reference)

    @property
    def is_open(self) -> bool:
        return self.status in RequestStatus.open()

    @property
    def about(self) -> str:
        """The community in words: the one in the register, else as they call it."""
        return str(self.community or self.community_name)

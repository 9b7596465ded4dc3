"""The staff forms: of an application form while it is built, and of the question which service it is for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks import BlockField

from catalog.models import ApplicationForm, ServiceOffering
from catalog.querysets import ServiceOfferingQuerySet
from portal.accounts.models import User
from portal.organizations.scope import reach_of

from .blocks import sections
from .definitions import rename_copies, typed_names, write_names
from .missing import errors_of
from .templates import form_templates

EMPTY = "empty"
STREAMS = ("sections", "checks", "criteria")


def services_for(user: User, *actions: str) -> ServiceOfferingQuerySet:
    """The services for which this person may keep forms."""
    reach = reach_of(user, ApplicationForm, *actions)
    services = ServiceOffering.objects.select_related("offering_mao").order_by("offering_mao__sort_name", "title")
    return services if reach.everything else services.filter(offering_mao__in=sorted(reach.organizations))


class ServiceField(forms.ModelChoiceField):
    def label_from_instance(self, offering: ServiceOffering) -> str:
        return f"{offering.offering_mao.short_name}: {offering.title}"


class DraftField(BlockField):
    """Blocks of which some may still be empty: what is missing is said by ``missing.errors_of``, all at once."""

    def clean(self, value: Any) -> Any:
        return self.block.clean_deferred(value)


class BuilderForm(WagtailAdminModelForm):
    """A draft keeps what was typed. What is sent to OOBC or published must be whole: each block says what it misses."""

    is_autosave = False
    """Saved by the page itself while somebody types: too early to call a question after its words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names_before = typed_names(self.instance)
        papers = self.instance.papers() if self.instance.offering_id else []
        blocks = {name: self.fields[name].block for name in STREAMS if name in self.fields}
        for name, block in blocks.items():
            field = self.fields[name]
            self.fields[name] = DraftField(
                block=sections(papers) if name == "sections" else block,
                required=False,
                label=field.label,
                help_text=field.help_text,
            )
        if "offering" in self.fields:
            self._offer_services()

    def _offer_services(self) -> None:
        own = self.instance.offering_id
        services = services_for(self.for_user, "change").filter(Q(application_form=None) | Q(pk=own))
        has_versions = bool(self.instance.pk and self.instance.versions.exists())
        self.fields["offering"] = ServiceField(
            queryset=services,
            label=_("Service"),
            disabled=has_versions,
            help_text=_("People have applied for it by this form, so it stays.") if has_versions else "",
        )

    def missing(self) -> dict[str, ValidationError]:
        """What keeps the text of this form from being published, by field."""
        return errors_of(self.instance) if self.instance.offering_id else {}

    def _post_clean(self) -> None:
        super()._post_clean()
        rename_copies(self.instance, before=self.names_before)
        if not self.is_deferred_validation:
            for name, error in self.missing().items():
                if name not in self.errors:
                    self.add_error(name if name in self.fields else None, error)

    def save(self, commit: bool = True) -> ApplicationForm:
        if not self.is_autosave:
            published = ApplicationForm.objects.filter(pk=self.instance.pk, live=True).first()
            write_names(self.instance, kept=published)
        form: ApplicationForm = super().save(commit)
        return form


class StartForm(forms.Form):
    """Which service, and from which template."""

    offering = ServiceField(
        queryset=ServiceOffering.objects.none(),
        label=_("Service"),
        help_text=_("A service has one form. Those that have one are not listed."),
        empty_label=_("Choose a service"),
    )
    template = forms.ChoiceField(label=_("Start from"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services: Any = self.fields["offering"]
        services.queryset = services_for(for_user, "add").filter(application_form=None)
        template: Any = self.fields["template"]
        template.choices = [
            *((one.key, _described(one.name, one.description)) for one in form_templates().values()),
            (EMPTY, _described(gettext("An empty form"), gettext("You write every page yourself."))),
        ]


def _described(name: str, description: str) -> str:
    return format_html("<span><strong>{}.</strong> {}</span>", name, description)

"""The staff form of a service, in the order in which a reader asks."""

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)

from .forms import OfferingForm

CHOICES = CheckboxSelectMultiple({"class": "portal-choices"})

TEXT = ObjectList(
    [
        FieldPanel("offering_mao"),
        FieldPanel("title", required_on_save=True),
        FieldPanel("alternate_name"),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("category"), FieldPanel("service_type")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("benefit_amount_min"), FieldPanel("benefit_amount_max")]),
                FieldPanel("benefit_note"),
            ],
            heading=_("How much"),
        ),
        FieldPanel("keywords"),
        FieldRowPanel([FieldPanel("alert_text"), FieldPanel("alert_until")]),
        FieldPanel("is_active"),
        PublishingPanel(),
    ],
    heading=_("The service"),
)

WHO = ObjectList(
    [
        FieldPanel("obc_access"),
        FieldPanel("obc_access_note"),
        FieldPanel("target_beneficiaries"),
        FieldPanel("eligibility_criteria"),
        FieldRowPanel([FieldPanel("minimum_age"), FieldPanel("maximum_age")]),
        MultiFieldPanel(
            [
                FieldPanel("is_nationwide"),
                FieldPanel("geographic_coverage", widget=CHOICES),
                FieldPanel("provinces_covered", widget=CHOICES),
            ],
            heading=_("Where it is offered"),
        ),
    ],
    heading=_("Who and where"),
)

HOW = ObjectList(
    [
        FieldPanel("application_mode"),
        FieldPanel("apply_url"),
        FieldPanel("application_process"),
        InlinePanel("document_rows", heading=_("Papers to bring"), label=_("Paper")),
        FieldPanel("required_documents"),
        FieldPanel("fees_description"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on")]),
                FieldPanel("application_period"),
                FieldPanel("slots_available"),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("transaction_class"), FieldPanel("processing_days")]),
                FieldPanel("processing_time"),
            ],
            heading=_("How long"),
        ),
    ],
    heading=_("How to apply"),
)

OFFICE = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldPanel("contact_person"),
                FieldRowPanel([FieldPanel("contact_phone"), FieldPanel("contact_email")]),
                FieldPanel("website_url"),
            ],
            heading=_("Whom to ask"),
        ),
        MultiFieldPanel(
            [
                HelpPanel(content=_("Leave empty what you do not know. Never write 0 for “not known”.")),
                FieldPanel("annual_budget"),
                FieldRowPanel(
                    [
                        FieldPanel("total_beneficiaries_to_date"),
                        FieldPanel("obc_beneficiaries_to_date"),
                        FieldPanel("beneficiaries_as_of"),
                    ]
                ),
            ],
            heading=_("Figures reported by the office"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("facts_as_of"), FieldPanel("check_interval_months")]),
                InlinePanel("sources", heading=_("Where the facts are published"), label=_("Source page")),
            ],
            heading=_("Keeping it true"),
        ),
    ],
    heading=_("Contact and upkeep"),
)

FILIPINO = ObjectList(
    [InlinePanel("translations", heading=_("Filipino text"), label=_("Filipino"), max_num=1)], heading=_("Filipino")
)

OFFERING_EDIT_HANDLER = TabbedInterface([TEXT, WHO, HOW, OFFICE, FILIPINO], base_form_class=OfferingForm)

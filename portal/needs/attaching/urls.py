from django.urls import URLPattern, URLResolver, include, path


def attaching_urls() -> list[URLPattern | URLResolver]:
    from .views import AssessmentEvidenceView, NeedEvidenceView

    patterns = [
        path("need/<uuid:pk>/", NeedEvidenceView.as_view(), name="of_need"),
        path("assessment/<uuid:pk>/", AssessmentEvidenceView.as_view(), name="of_assessment"),
    ]
    return [path("needs/evidence/", include((patterns, "needs_evidence")))]

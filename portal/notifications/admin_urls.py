from django.urls import path

from . import alert_screens, outbox_report, template_views, views

app_name = "admin_notices"
_BACK = {"list_url_name": "admin_notices:list"}

urlpatterns = [
    path("alerts/", alert_screens.AlertList.as_view(), name="alerts"),
    path("notices/", views.AdminNoticeList.as_view(), name="list"),
    path("notices/read/", views.read_all, _BACK, name="read_all"),
    path("notices/<int:pk>/read/", views.read, _BACK, name="read"),
    path("notice-texts/", template_views.WordsList.as_view(), name="words"),
    path("notice-texts/<str:kind>/<slug:language>/", template_views.WordsEdit.as_view(), name="words_edit"),
    path("notice-texts/<str:kind>/<slug:language>/built-in/", template_views.to_builtin, name="words_builtin"),
    path("reports/outgoing/", outbox_report.OutboxReport.as_view(), name="outbox"),
    path("reports/outgoing/results/", outbox_report.OutboxReport.as_view(results_only=True), name="outbox_results"),
    path("reports/outgoing/<int:pk>/try-again/", outbox_report.try_again, name="try_again"),
]

from django.urls import path

from . import outbox_report, views

app_name = "admin_notices"
_BACK = {"list_url_name": "admin_notices:list"}

urlpatterns = [
    path("notices/", views.AdminNoticeList.as_view(), name="list"),
    path("notices/read/", views.read_all, _BACK, name="read_all"),
    path("notices/<int:pk>/read/", views.read, _BACK, name="read"),
    path("reports/outgoing/", outbox_report.OutboxReport.as_view(), name="outbox"),
    path("reports/outgoing/results/", outbox_report.OutboxReport.as_view(results_only=True), name="outbox_results"),
    path("reports/outgoing/<int:pk>/try-again/", outbox_report.try_again, name="try_again"),
]

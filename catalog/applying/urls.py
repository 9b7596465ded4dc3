from django.urls import path

from catalog.tracking.urls import urlpatterns as tracking

from . import views

app_name = "applications"
urlpatterns = [
    path("submit/<uuid:pk>/", views.begin, name="start"),
    path("submit/<uuid:pk>/later/", views.later, name="later"),
    path("submit/<uuid:pk>/check/", views.check, name="check"),
    path("submit/<uuid:pk>/<slug:page>/", views.page, name="page"),
    path("receipt/<uuid:pk>/", views.receipt, name="receipt"),
    path("receipt/<uuid:pk>/receipt.pdf", views.receipt_pdf, name="receipt_pdf"),
    path("resume/", views.resume, name="resume"),
    path("resume/<str:code>/", views.resume_code, name="resume_code"),
    *tracking,
]

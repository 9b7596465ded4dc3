from django.urls import path

from .feedback_page import say_how_it_was

app_name = "engagement"
urlpatterns = [path("<uuid:pk>/feedback/", say_how_it_was, name="feedback")]

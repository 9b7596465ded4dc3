from catalog.tracking.urls import urlpatterns as tracking

app_name = "applications"
urlpatterns = [
    *tracking,
]

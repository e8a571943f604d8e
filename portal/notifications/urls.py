from django.urls import path

from . import views

app_name = "notifications"

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/seen/", views.mark_all_seen, name="mark_all_seen"),
    path("notifications/preferences/", views.preferences, name="preferences"),
    path("notifications/preferences/default/", views.preferences_forget, name="preferences_forget"),
    path("inbox/<int:pk>/open/", views.open_message, name="open"),
]

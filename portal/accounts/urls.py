from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("accounts/demo/", views.demo_sign_in, name="demo_sign_in"),
    path("accounts/language/", views.language, name="language"),
    path("accounts/switch/", views.switch, name="switch"),
    path("accounts/me/", views.profile, name="profile"),
    path("accounts/me/absences/new/", views.absence_new, name="absence_new"),
    path("absences/", views.absences, name="absences"),
    path("absences/new/", views.absence_for, name="absence_for"),
    path("absences/<int:pk>/", views.absence_change, name="absence_change"),
    path("absences/<int:pk>/end/", views.absence_end, name="absence_end"),
    path("absences/<int:pk>/remove/", views.absence_remove, name="absence_remove"),
    path("units/<str:code>/", views.unit, name="unit"),
]

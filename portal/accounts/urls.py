from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("accounts/demo/", views.demo_sign_in, name="demo_sign_in"),
    path("accounts/language/", views.language, name="language"),
    path("accounts/switch/", views.switch, name="switch"),
    path("accounts/me/", views.profile, name="profile"),
]

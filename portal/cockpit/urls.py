from django.urls import path

from .views import help as helping
from .views import home

app_name = "cockpit"

urlpatterns = [
    path("", home.home, name="home"),
    path("help/", helping.help_page, name="help"),
    path("help/guide/", helping.guide, name="guide"),
    path("help/tour/", helping.tour, name="tour"),
]

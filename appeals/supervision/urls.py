from django.urls import path

from . import views

app_name = "supervision"

urlpatterns = [
    path("appeals/supervision/", views.order_list, name="list"),
    path("appeals/supervision/export/", views.export_list, name="export"),
    path("appeals/supervision/stuck/", views.stuck_list, name="stuck"),
    path("appeals/supervision/<str:number>/", views.order, name="order"),
    path("appeals/supervision/<str:number>/reply/", views.reply, name="reply"),
    path("appeals/supervision/<str:number>/accept/", views.accept, name="accept"),
    path("appeals/supervision/<str:number>/send-back/", views.send_back, name="send_back"),
    path("appeals/supervision/<str:number>/withdraw/", views.withdraw, name="withdraw"),
    path("appeals/<str:number>/supervise/", views.raise_by_hand, name="raise"),
]

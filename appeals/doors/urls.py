from django.urls import path

from .api import urls as api
from .views import callbacks, counter, mailbox, tray

app_name = "doors"

urlpatterns = [
    path("api/v1/", api),
    path("appeals/tray/", tray.tray, name="tray"),
    path("appeals/tray/firms/", tray.firms, name="firms"),
    path("appeals/tray/<int:pk>/", tray.tray_item, name="tray_item"),
    path("appeals/tray/<int:pk>/enter/", tray.tray_enter, name="tray_enter"),
    path("appeals/tray/<int:pk>/refuse/", tray.tray_refuse, name="tray_refuse"),
    path("appeals/mailbox/", mailbox.mail_list, name="mailbox"),
    path("appeals/mailbox/<int:pk>/", mailbox.mail, name="mail"),
    path("appeals/mailbox/<int:pk>/files/<int:place>/", mailbox.mail_file, name="mail_file"),
    path("appeals/mailbox/<int:pk>/tray/", mailbox.mail_to_tray, name="mail_to_tray"),
    path("appeals/mailbox/<int:pk>/aside/", mailbox.mail_aside, name="mail_aside"),
    path("appeals/intake/", counter.take_in, name="take_in"),
    path("appeals/intake/new-firm/", counter.take_in_new, name="take_in_new"),
    path("appeals/intake/<str:number>/", counter.taken_in, name="taken_in"),
    path("appeals/doors/dead/", callbacks.dead_list, name="dead"),
    path("appeals/doors/dead/<int:pk>/replay/", callbacks.replay, name="replay"),
]

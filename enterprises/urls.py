from django.urls import path

from .views import checking, contacts, registration, registry

app_name = "enterprises"

urlpatterns = [
    path("enterprises/", registry.enterprise_list, name="list"),
    path("enterprises/export/", registry.enterprise_export, name="export"),
    path("enterprises/<uscc:uscc>/", registry.enterprise_detail, name="detail"),
    path("enterprises/<uscc:uscc>/contacts/", contacts.contacts, name="contacts"),
    path("enterprises/<uscc:uscc>/contacts/add/", contacts.contact_add, name="contact_add"),
    path("enterprises/<uscc:uscc>/contacts/<int:pk>/position/", contacts.contact_position, name="contact_position"),
    path("enterprises/<uscc:uscc>/contacts/<int:pk>/first/", contacts.contact_first, name="contact_first"),
    path("enterprises/<uscc:uscc>/contacts/<int:pk>/end/", contacts.contact_end, name="contact_end"),
    path("enterprises/<uscc:uscc>/contacts/<int:pk>/invite/", contacts.contact_invite, name="contact_invite"),
    path("register/", registration.register, name="register"),
    path("register/streets/", registration.streets, name="streets"),
    path("register/join/", registration.register_join, name="register_join"),
    path("register/steps/<slug:step>/", registration.register_step, name="register_step"),
    path("register/<str:token>/", registration.registration_status, name="registration_status"),
    path("register/<str:token>/complete/", registration.registration_complete, name="registration_complete"),
    path("register/<str:token>/withdraw/", registration.registration_withdraw, name="registration_withdraw"),
    path("registrations/", checking.registration_list, name="registrations"),
    path("registrations/<int:pk>/", checking.registration, name="registration"),
    path("registrations/<int:pk>/licences/<int:licence>/", checking.registration_licence, name="registration_licence"),
    path("registrations/<int:pk>/approve/", checking.registration_approve, name="registration_approve"),
    path("registrations/<int:pk>/ask/", checking.registration_ask, name="registration_ask"),
    path("registrations/<int:pk>/refuse/", checking.registration_refuse, name="registration_refuse"),
]

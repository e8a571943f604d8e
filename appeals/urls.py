from django.urls import path

from .views import case, desk, files, following, handling, intake, lists, promising, rating, satisfaction

app_name = "appeals"

urlpatterns = [
    # Lists
    path("appeals/", lists.appeal_list, name="list"),
    path("appeals/export/", lists.export_list, name="export"),
    path("appeals/views/new/", lists.view_save, name="view_save"),
    path("appeals/views/<int:pk>/delete/", lists.view_delete, name="view_delete"),
    path("appeals/dispatch/", desk.dispatch_many, name="dispatch_many"),
    path("appeals/units/", desk.unit_options, name="units"),
    path("appeals/satisfaction/", satisfaction.satisfaction, name="satisfaction"),
    path("appeals/satisfaction/rows/", satisfaction.satisfaction_rows, name="satisfaction_rows"),
    # Intake
    path("appeals/new/", intake.new, name="new"),
    path("appeals/drafts/<int:pk>/", intake.draft, name="draft"),
    path("appeals/drafts/<int:pk>/alike/", intake.alike, name="alike"),
    path("appeals/drafts/<int:pk>/discard/", intake.discard, name="discard"),
    path("appeals/drafts/<int:pk>/files/<int:file>/", files.draft_file, name="draft_file"),
    path("appeals/drafts/<int:pk>/files/<int:file>/remove/", files.draft_file_remove, name="draft_file_remove"),
    path("appeals/drafts/<int:pk>/<slug:step>/", intake.draft, name="draft"),
    path("appeals/rate/<str:token>/", rating.rate_by_link, name="rate_by_link"),
    # One case
    path("appeals/<str:number>/", case.detail, name="detail"),
    path("appeals/<str:number>/sent/", intake.sent, name="sent"),
    path("appeals/<str:number>/files/<int:pk>/", files.file, name="file"),
    path("appeals/<str:number>/accept/", case.accept, name="accept"),
    path("appeals/<str:number>/return/", case.return_for_completion, name="return_for_completion"),
    path("appeals/<str:number>/complete/", case.resubmit, name="resubmit"),
    path("appeals/<str:number>/supplement/", case.supplement, name="supplement"),
    path("appeals/<str:number>/withdraw/", case.withdraw, name="withdraw"),
    path("appeals/<str:number>/decline/", desk.decline, name="decline"),
    path("appeals/<str:number>/claim/", desk.claim, name="claim"),
    path("appeals/<str:number>/release/", desk.release, name="release"),
    path("appeals/<str:number>/dispatch/", desk.dispatch, name="dispatch"),
    path("appeals/<str:number>/ruling/", desk.arbitrate, name="arbitrate"),
    path("appeals/<str:number>/more-time/<int:pk>/", promising.decide_extension, name="decide_extension"),
    path("appeals/<str:number>/calls/<int:pk>/", following.record_call, name="record_call"),
    path("appeals/<str:number>/re-checks/<int:pk>/", following.record_recheck, name="record_recheck"),
    path("appeals/<str:number>/joint/", desk.add_joint, name="add_joint"),
    path("appeals/<str:number>/note/", handling.add_note, name="add_note"),
    path("appeals/<str:number>/rate/", rating.rate, name="rate"),
    path("appeals/<str:number>/reopen/", rating.reopen, name="reopen"),
    # One unit's part of a case
    path("appeals/<str:number>/<int:pk>/recall/", desk.recall, name="recall"),
    path("appeals/<str:number>/<int:pk>/take-on/", handling.take_on, name="take_on"),
    path("appeals/<str:number>/<int:pk>/give-back/", handling.return_to_desk, name="return_to_desk"),
    path("appeals/<str:number>/<int:pk>/owner/", handling.set_owner, name="set_owner"),
    path("appeals/<str:number>/<int:pk>/contact/", handling.record_contact, name="record_contact"),
    path("appeals/<str:number>/<int:pk>/progress/", handling.post_progress, name="post_progress"),
    path("appeals/<str:number>/<int:pk>/reply/", handling.reply, name="reply"),
    path("appeals/<str:number>/<int:pk>/question/", promising.ask, name="ask"),
    path("appeals/<str:number>/<int:pk>/question/take-back/", promising.take_back_question, name="take_back_question"),
    path("appeals/<str:number>/<int:pk>/more-time/", promising.request_extension, name="request_extension"),
    path("appeals/<str:number>/<int:pk>/next-date/", promising.set_next_date, name="set_next_date"),
]

"""What each role gets from each address: one line an address, with the status of a GET.

404 for what one may not see, 403 for what one may not do, 302 to the sign-in page, 405 where only a POST does
something.
"""

ROLES = [
    "anonymous", "contact", "stranger", "steward", "other_steward", "general", "dispatcher", "handler",
    "other_handler", "district", "city", "leader", "admin", "nobody",
]  # fmt: skip
SIGNED_IN = ROLES[1:]
SIGN_IN, OK, NO, GONE, POST = 302, 200, 403, 404, 405


def everybody(status):
    return dict.fromkeys(SIGNED_IN, status) | {"anonymous": SIGN_IN}


def public(status):
    return dict.fromkeys(ROLES, status)


def only(*roles, other=NO):
    return everybody(other) | dict.fromkeys(roles, OK)


#: Who sees the appeal of the firm that the bureau handles, and who sees the firm.
SEES_APPEAL = ("contact", "steward", "general", "dispatcher", "handler", "district", "city", "leader")
#: Of these the offices: all but the enterprise itself.
OFFICES = SEES_APPEAL[1:]
SEES_FIRM = ("contact", "steward", "general", "dispatcher", "district", "city", "leader", "admin")
LEADS = ("general", "district", "city", "leader", "admin")
#: Who reads the record of a visit to the firm.
VISITED = ("steward", *LEADS)
#: Who sees a research visit to the firm, and who of them changes its plan.
PLANS = everybody(GONE) | dict.fromkeys(VISITED, NO) | dict.fromkeys(["general", "district", "city"], OK)

#: Who sees a supervision order to the bureau.
SUPERVISED = ("dispatcher", "handler", "district", "city", "leader")

#: Who reads an information report of the firm.
REPORTED = ("steward", "general", "district", "city", "leader")


def of_appeal(*may):
    """Statuses of a page of the case: 200 for those who may, 403 for those who only see it, 404 for the rest."""
    return everybody(GONE) | dict.fromkeys(SEES_APPEAL, NO) | dict.fromkeys(may, OK)


#: Who looks at the registration of a firm in the unit, and who of them decides; who manages the contacts of the firm.
LOOKS = ("steward", "other_steward", "general", "district", "city", "leader", "admin")
DECIDES = everybody(GONE) | dict.fromkeys(LOOKS, NO) | {"general": OK}
MANAGES = everybody(GONE) | dict.fromkeys(SEES_FIRM, NO) | dict.fromkeys(["contact", "steward", "general", "admin"], OK)

#: Who judges the reply to a supervision order.
JUDGES = everybody(GONE) | dict.fromkeys(SUPERVISED, NO) | dict.fromkeys(["dispatcher", "district", "city"], OK)

#: Who looks at training.
TRAINED = ("steward", "other_steward", *LEADS)
LEARNS = only(*TRAINED)

#: Who sees a common problem that the district lead gathered and the bureau leads.
GATHERED = ("dispatcher", "handler", "district", "city", "leader")

EXPECTED = {
    "healthz": public(OK),
    "readyz": public(OK),
    "metrics": public(GONE),
    "account_login": public(302) | {"anonymous": OK},
    "account_logout": everybody(OK),
    "account_inactive": public(OK),
    "account_signup": public(302) | {"anonymous": OK},
    "account_reauthenticate": everybody(OK),
    "account_change_password": everybody(OK),
    "account_set_password": everybody(302),
    "account_reset_password": public(OK),
    "onboarding:first": public(OK),
    "onboarding:sent": public(OK),
    "onboarding:code": public(OK),
    "onboarding:letter_code": public(OK),
    "onboarding:open": public(OK),
    "onboarding:confirm": public(OK),
    "onboarding:change_email": everybody(OK),
    "onboarding:change_phone": everybody(OK),
    "onboarding:confirm_phone": everybody(OK),
    "onboarding:sessions": everybody(OK),
    "onboarding:session_end": everybody(POST),
    "onboarding:demo_messages": public(OK),
    "onboarding:people": only("steward", "other_steward", "general", "district", "admin"),
    "onboarding:send": everybody(POST),
    "onboarding:send_all": only("steward", "other_steward", "general", "district", "admin"),
    "onboarding:letters": only("steward", other=GONE),
    "cockpit:help": everybody(OK),
    "cockpit:guide": only("steward", "other_steward", "general", "district", "city", "admin"),
    "cockpit:tour": everybody(OK),
    "cockpit:home": everybody(OK) | {"steward": 302, "other_steward": 302, "general": 302},
    "accounts:demo_sign_in": public(POST),
    "accounts:language": public(POST),
    "accounts:switch": everybody(POST),
    "accounts:profile": everybody(OK),
    "accounts:absence_new": everybody(OK),
    "accounts:absences": only("general", "district", "handler", "other_handler"),
    "accounts:absence_for": only("general", "district", "handler", "other_handler"),
    "accounts:absence_change": everybody(GONE) | dict.fromkeys(["steward", "general", "district"], OK),
    "accounts:absence_end": everybody(POST),
    "accounts:absence_remove": everybody(POST),
    "accounts:unit": everybody(OK),
    "notifications:inbox": everybody(OK),
    "notifications:mark_all_seen": everybody(POST),
    "notifications:open": everybody(POST),
    "notifications:preferences": everybody(OK),
    "notifications:preferences_forget": everybody(OK),
    "enterprises:list": only("steward", "other_steward", "general", "dispatcher", "district", "city", "leader", "admin")
    | {"contact": 302, "stranger": 302},
    "enterprises:export": only("general", "district", "city", "admin"),
    "enterprises:detail": only(*SEES_FIRM, other=GONE),
    "enterprises:contacts": MANAGES,
    "enterprises:contact_add": MANAGES,
    "enterprises:contact_position": MANAGES,
    "enterprises:contact_first": MANAGES,
    "enterprises:contact_end": MANAGES,
    "enterprises:contact_invite": everybody(POST),
    "enterprises:register": public(OK),
    "enterprises:register_step": public(302),
    "enterprises:register_join": public(302),
    "enterprises:streets": public(OK),
    "enterprises:registration_status": public(OK),
    "enterprises:registration_complete": public(NO),
    "enterprises:registration_withdraw": public(OK),
    "enterprises:registrations": only("steward", "other_steward", "general", "district", "city", "admin"),
    "enterprises:registration": only(*LOOKS, other=GONE),
    "enterprises:registration_licence": DECIDES | {"general": GONE},
    "enterprises:registration_approve": DECIDES,
    "enterprises:registration_ask": DECIDES,
    "enterprises:registration_refuse": DECIDES,
    "imports:sheets": only("admin"),
    "imports:sheet": only("admin", other=GONE),
    "covers:list": only("steward", "other_steward", "general", "district", "city", "leader"),
    "covers:new": only("general"),
    "covers:change": everybody(GONE) | dict.fromkeys(["steward", "district", "city", "leader"], NO) | {"general": OK},
    "covers:end": everybody(POST),
    "stewards:workbench": only("steward", "other_steward", "general"),
    "stewards:list": only(*LEADS),
    "stewards:export": only("general", "district", "city", "admin"),
    "stewards:capacity": only(*LEADS),
    "stewards:capacity_export": only("general", "district", "city", "admin"),
    "stewards:visits": only("steward", "other_steward", *LEADS),
    "stewards:visit_new": only("steward", "other_steward", "general"),
    "stewards:visit_sync": only("steward", "other_steward", "general"),
    "stewards:offline": public(OK),
    "stewards:worker": public(OK),
    "stewards:manifest": public(OK),
    "stewards:check_in": everybody(NO) | {"steward": OK, "general": OK},
    "stewards:take_point": everybody(POST),
    "stewards:poster": everybody(GONE) | dict.fromkeys(SEES_FIRM, NO)
    | dict.fromkeys(["steward", "general", "district"], OK),
    "stewards:poster_make": everybody(POST),
    "stewards:visit_file": everybody(GONE),
    "stewards:visit_promise": everybody(GONE) | dict.fromkeys(VISITED, NO) | {"steward": OK, "general": OK},
    "stewards:visits_export": only("general", "district", "city", "admin"),
    "stewards:visit": only(*VISITED, other=GONE),
    "stewards:visit_correct": everybody(GONE) | dict.fromkeys(VISITED, NO) | {"steward": OK},
    "stewards:visit_add": everybody(GONE) | dict.fromkeys(VISITED, NO) | {"steward": OK, "general": OK},
    "stewards:follow_up_done": everybody(GONE) | dict.fromkeys(VISITED, NO) | {"steward": OK, "general": OK},
    "stewards:coverage": only("general", "district", "city", "leader"),
    "stewards:coverage_rows": only("general", "district", "city", "leader"),
    "stewards:coverage_export": only("general", "district", "city"),
    "stewards:late": only(*LEADS),
    "research:list": only("steward", "other_steward", *LEADS),
    "research:new": only("general", "district", "city"),
    "research:export": only("general", "district", "city", "admin"),
    "research:detail": only(*VISITED, other=GONE),
    "research:change": PLANS,
    "research:cancel": PLANS,
    "research:ics": only("contact", *VISITED, other=GONE),
    "research:record": everybody(GONE) | dict.fromkeys(VISITED, NO) | {"steward": OK, "general": OK},
    "research:revisit": everybody(GONE) | dict.fromkeys(VISITED, NO) | {"steward": OK, "general": OK},
    "research:burden": only("steward", "other_steward", "general", "district", "city", "leader"),
    "research:burden_rows": everybody(NO) | dict.fromkeys(["steward", "general", "district", "city", "leader"], OK)
    | {"other_steward": GONE},
    "research:burden_export": only("general", "district", "city", other=NO),
    "stewards:assignments": only(*LEADS),
    "stewards:assignments_export": only("general", "district", "city", "admin"),
    "stewards:assign_many": everybody(NO) | {"district": 302},
    "stewards:detail": only(*LEADS),
    "stewards:assign": everybody(GONE) | dict.fromkeys(SEES_FIRM, NO) | {"district": OK},
    "changes:approvals": only("district", "city", "leader", "admin"),
    "changes:approvals_export": only("district", "city", "admin"),
    "changes:proposal": only(*LEADS, other=GONE),
    "changes:own": only("general"),
    "changes:new": only("general"),
    "changes:withdraw": everybody(POST),
    "changes:taken_over": only("steward", "other_steward", "general"),
    "changes:what_if": only("general", "district"),
    "changes:handover": everybody(GONE) | dict.fromkeys(["steward", "other_steward", "dispatcher", *LEADS], NO)
    | {"general": OK, "district": OK},
    "reports:list": only("steward", "other_steward", "general", "handler", "other_handler", "district", "city",
                         "leader"),
    "reports:new": only("steward", "other_steward", "general"),
    "reports:export": only("general", "district", "city"),
    "reports:report": only(*REPORTED, other=GONE),
    "reports:correct": everybody(GONE) | dict.fromkeys(REPORTED, NO) | {"steward": OK},
    "reports:add": everybody(GONE) | dict.fromkeys(REPORTED, NO) | {"steward": OK, "general": OK},
    "reports:acknowledge": everybody(POST),
    "reports:pass_on": everybody(GONE) | dict.fromkeys(REPORTED, NO) | {"district": OK},
    "integrity:list": only("contact", "stranger", "district", other=GONE),
    "integrity:new": only("contact", "stranger", other=GONE),
    "integrity:report": only("contact", "district", other=GONE),
    "integrity:open": everybody(POST),
    "integrity:look": everybody(POST),
    "integrity:decide": only("district", other=GONE),
    # Training
    "training:home": LEARNS,
    "training:course": LEARNS,
    "training:read": everybody(POST),
    "training:test": everybody(NO) | dict.fromkeys(["steward", "other_steward", "general"], OK),
    "training:certificate": everybody(NO) | {"other_steward": GONE}
    | dict.fromkeys(["steward", "general", "district", "city", "leader", "admin"], OK),
    "training:progress": only("general", "district", "city", "leader"),
    "training:progress_export": only("general", "district", "city"),
    "training:course_new": only("district", "city"),
    "training:course_edit": only("district"),
    "training:course_publish": everybody(POST),
    "training:course_close": everybody(POST),
    "training:session_new": only("district"),
    "training:session": LEARNS,
    "training:enrol": everybody(POST),
    "training:leave": everybody(POST),
    "training:calendar": only("steward", "general", "district"),
    "training:code": only("general", "district"),
    "training:tick": everybody(POST),
    "training:attend": everybody(NO) | dict.fromkeys(TRAINED, GONE),
    "training:session_edit": only("general", "district"),
    "training:session_cancel": only("general", "district"),
    # Doors to other systems: programs are known by their signature, the pages are the desk's
    "doors:api:openapi-json": public(OK),
    "doors:api:openapi-view": public(OK),
    "doors:api:api-root": public(GONE),
    "doors:api:create": public(POST),
    "doors:api:read": public(401),
    "doors:api:add_message": public(POST),
    "doors:api:changes": public(401),
    "doors:tray": only("dispatcher"),
    "doors:firms": only("dispatcher"),
    "doors:tray_item": only("dispatcher", other=GONE),
    "doors:tray_enter": only("dispatcher", other=GONE),
    "doors:tray_refuse": only("dispatcher", other=GONE),
    "doors:mailbox": only("dispatcher"),
    "doors:mail": only("dispatcher", other=GONE),
    "doors:mail_file": everybody(GONE),
    "doors:mail_to_tray": everybody(POST),
    "doors:mail_aside": only("dispatcher", other=GONE),
    "doors:take_in": only("dispatcher"),
    "doors:take_in_new": only("dispatcher"),
    "doors:taken_in": only("dispatcher"),
    "doors:dead": only("dispatcher", "admin"),
    "doors:replay": everybody(POST),
    "routing:list": only("dispatcher", "city", "leader"),
    "routing:new": only("dispatcher"),
    "routing:returns": only("dispatcher", "district", "city", "leader"),
    "routing:returns_rows": only("dispatcher", "district", "city", "leader"),
    "routing:end": everybody(POST),
    # Appeals with one cause
    "problems:answers": everybody(OK) | {"nobody": NO},
    "problems:answer": everybody(OK) | {"nobody": GONE},
    "problems:answer_withdraw": everybody(NO) | {"nobody": GONE, "dispatcher": OK},
    "problems:publish": of_appeal("dispatcher"),
    "problems:join": only("contact", other=GONE),
    "problems:similar": of_appeal("steward", "general", "dispatcher", "handler", "district", "city", "leader"),
    "problems:list": only("dispatcher", "handler", "other_handler", "district", "city", "leader"),
    "problems:new": only("dispatcher", "district", "city"),
    "problems:export": only("dispatcher", "district", "city"),
    "problems:problem": only(*GATHERED, other=GONE),
    "problems:add": everybody(POST),
    "problems:remove": everybody(GONE) | dict.fromkeys(GATHERED, OK) | {"handler": NO, "leader": NO},
    "problems:give_answer": everybody(GONE) | dict.fromkeys(GATHERED, NO) | {"handler": OK},
    "problems:deliver": everybody(POST),
    "problems:close": everybody(POST),
    "problems:windows": only("dispatcher", "city"),
    "problems:window_new": only("dispatcher", "city"),
    "problems:window_change": only("dispatcher", "city"),
    "problems:window_start": everybody(POST),
    "problems:passed": only("dispatcher", "handler", "other_handler", "district", "city", "leader"),
    "problems:passed_answer": of_appeal("dispatcher", "handler"),
    "problems:pass_up": of_appeal("dispatcher", "handler"),
    "appeals:list": everybody(OK),
    "appeals:export": only("contact", "stranger", "steward", "other_steward", "general", "dispatcher", "handler",
                           "other_handler", "district", "city"),
    "appeals:view_save": everybody(OK),
    "appeals:view_delete": everybody(POST),
    "appeals:dispatch_many": everybody(NO) | {"dispatcher": 302},
    "appeals:units": everybody(OK),
    "appeals:satisfaction": only("dispatcher", "handler", "other_handler", "district", "city", "leader"),
    "appeals:satisfaction_rows": only("dispatcher", "handler", "other_handler", "district", "city", "leader"),
    "appeals:new": only("contact", "stranger", "steward", "other_steward"),
    "appeals:draft": everybody(GONE) | {"contact": 302},
    "appeals:alike": everybody(POST),
    "appeals:discard": only("contact", other=GONE),
    "appeals:draft_file": everybody(GONE),
    "appeals:draft_file_remove": everybody(POST),
    "appeals:detail": only(*SEES_APPEAL, other=GONE),
    "consultations:call": of_appeal("dispatcher", "handler"),
    "consultations:change": of_appeal("dispatcher", "handler"),
    "consultations:cancel": of_appeal("dispatcher", "handler"),
    "consultations:minutes": of_appeal("dispatcher", "handler"),
    "consultations:calendar": of_appeal(*OFFICES),
    "consultations:come": everybody(POST),
    "consultations:not_come": of_appeal("handler"),
    "tracking:ask": public(OK),
    "tracking:code": public(302),
    "tracking:case": public(302),
    "tracking:end": public(POST),
    "appeals:sent": only(*SEES_APPEAL, other=GONE),
    "appeals:file": everybody(GONE),
    "appeals:accept": of_appeal("steward"),
    "appeals:return_for_completion": of_appeal("steward"),
    "appeals:resubmit": of_appeal("contact"),
    "appeals:supplement": of_appeal("contact"),
    "appeals:withdraw": of_appeal("contact"),
    "appeals:decline": of_appeal("dispatcher"),
    "appeals:claim": everybody(POST),
    "appeals:release": everybody(POST),
    "appeals:dispatch": of_appeal("dispatcher"),
    "appeals:arbitrate": of_appeal("dispatcher"),
    "appeals:decide_extension": of_appeal("dispatcher"),
    "appeals:record_call": of_appeal("dispatcher", "district"),
    "appeals:record_recheck": of_appeal("dispatcher", "district"),
    "appeals:add_joint": of_appeal("dispatcher"),
    "appeals:add_note": of_appeal("dispatcher", "handler"),
    "appeals:rate": of_appeal("contact", "steward", "dispatcher"),
    "appeals:rate_by_link": public(410),
    "appeals:reopen": of_appeal("contact"),
    "appeals:recall": of_appeal("dispatcher"),
    "appeals:take_on": everybody(POST),
    "appeals:return_to_desk": of_appeal("handler"),
    "appeals:set_owner": of_appeal("handler"),
    "appeals:record_contact": of_appeal("handler"),
    "appeals:post_progress": of_appeal("handler"),
    "appeals:reply": of_appeal("handler"),
    "appeals:ask": of_appeal("handler"),
    "appeals:take_back_question": everybody(POST),
    "appeals:request_extension": of_appeal("handler"),
    "appeals:set_next_date": of_appeal("handler"),
    # Supervision
    "supervision:list": only("other_handler", *SUPERVISED),
    "supervision:export": only("other_handler", "dispatcher", "handler", "district", "city"),
    "supervision:stuck": only("dispatcher", "district", "city", "leader"),
    "supervision:order": only(*SUPERVISED, other=GONE),
    "supervision:reply": everybody(GONE) | dict.fromkeys(SUPERVISED, NO) | {"handler": OK},
    "supervision:accept": JUDGES,
    "supervision:send_back": JUDGES,
    "supervision:withdraw": JUDGES,
    "supervision:raise": of_appeal("dispatcher", "district", "city"),
}  # fmt: skip

import pytest

from portal.masking import mask_event, mask_text

SECRET = "cu3x4k-0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("call 13812345678 now", "call 138****5678 now"),
        ("电话13912345678，", "电话139****5678，"),
        ("电话 139-1234-5678，+86 13912345678。", "电话 139****5678，+86 139****5678。"),
        ("021-50471234", "021-****1234"),
        ("zhang.san@pudong.gov.cn could not be reached", "z***@pudong.gov.cn could not be reached"),
        ("<portal@localhost>", "<p***@localhost>"),
        ("身份证310115198501011234", "身份证3101************4"),
        ("31011519850101123X", "3101************X"),
    ],
)
def test_telephones_addresses_and_numbers_of_persons_are_masked(text, masked):
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "913101157585780001",
        "91310120MA1HXXXX12 上海示例有限公司",
        "A13812345678",
        "POST /appeals/123/ 200 in 45 ms",
        "exit code=5, key=value",
        "/static/css/app.0123456789ab.css",
        "/var/lib/service-package-portal-3dfaa/main/web.log",
        'File "/venv/lib/python3.12/site-packages/django/core/handlers/exception.py", line 55, in inner',
        "/enterprises/91310115MA1K4QXX00/",
        "request 6f1f77a2-2d5b-4a7e-9a3e-0d8c4f2b1a90",
        "SQ-2026-000123",
    ],
)
def test_what_is_needed_to_find_a_fault_stays(text):
    assert mask_text(text) == text


def test_the_code_of_an_enterprise_that_looks_like_a_person_is_known_by_its_check_sign():
    """Firms of Fengxian (310120) have codes whose seventh to tenth figures read like a year."""
    assert mask_text("913101201904150004 913101201904150005") == "913101201904150004 9131************5"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("GET /activate/17-ABCDEFGHJKMNPQRSTVWXYZ0123/", "GET /activate/***/"),
        (f"/accounts/password/reset/key/1a-{SECRET}/", "/accounts/password/reset/key/***/"),
        ("/confirm/Mg:1vM2aB:x8Kd-3fGe1uAo5iKw0yVtQrZxN/ ", "/confirm/***/ "),
        ("/login/?token=abc&next=/a", "/login/?token=***&next=/a"),
        ("/a/?q=1&code=123456 HTTP/1.1", "/a/?q=1&code=*** HTTP/1.1"),
        ("{'login': 'x', 'password': 'geheim'}", "{'login': 'x', 'password': '***'}"),
        ("<QueryDict: {'password1': ['a b'], 'x': ['1']}>", "<QueryDict: {'password1': '***', 'x': ['1']}>"),
        ("postgres://portal:s3cret@db:5432/portal", "postgres://portal:***@db:5432/portal"),
        ("Authorization: Bearer abc.def.ghi", "Authorization: Bearer ***"),
    ],
)
def test_what_lets_somebody_in_is_masked(text, masked):
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("DETAIL:  Failing row contains (1, 张三, 浦东, 1).", "DETAIL:  Failing row contains (***)."),
        ("Key (lower(username))=(zhang (a)) already exists.", "Key (lower(username))=(***) already exists."),
        ("Key (unit_id)=(5) is not present in table", "Key (unit_id)=(***) is not present in table"),
    ],
)
def test_the_values_of_a_refused_row_are_masked(text, masked):
    assert mask_text(text) == masked


def test_an_event_is_masked_all_the_way_down():
    event = {
        "event": "sent", "phone": 13812345678, "code": 200, "password": "x", "seconds": 0.5, "ok": True,
        "people": [{"token": "y", "mail": "a@b.cn"}], "headers": {"Cookie": "a=b"}, "who": None,
    }  # fmt: skip
    assert mask_event(None, "info", event) == {
        "event": "sent", "phone": "138****5678", "code": 200, "password": "***", "seconds": 0.5, "ok": True,
        "people": [{"token": "***", "mail": "a***@b.cn"}], "headers": {"Cookie": "***"}, "who": None,
    }  # fmt: skip

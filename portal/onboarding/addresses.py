"""What people type as their telephone number or e-mail address."""

import re

_MOBILE = re.compile(r"1[3-9]\d{9}")


def normal_phone(text):
    """Return a telephone number without blanks, hyphens and the country code of China."""
    figures = re.sub(r"[\s\-‐–—()（）.]", "", text)
    return re.sub(r"^(\+|00)86(?=1\d{10}$)", "", figures)


def is_mobile(phone):
    """Whether a text message can reach the number."""
    return bool(_MOBILE.fullmatch(phone or ""))


def mask_email(address):
    """Hide most of an e-mail address: "z***@example.cn"."""
    name, at, host = (address or "").partition("@")
    return f"{name[:1]}***{at}{host}" if at else ""

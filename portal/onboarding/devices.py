"""What a browser says of itself, in the words of a person who looks for the own phone in a list."""

from django.utils.translation import gettext_lazy as _

#: The first sign that is found names the browser; many browsers also claim to be others.
BROWSERS = (
    ("wxwork/", _("WeCom")), ("MicroMessenger/", _("WeChat")), ("DingTalk/", _("DingTalk")), ("Edg", "Edge"),
    ("OPR/", "Opera"), ("QQBrowser/", _("QQ Browser")), ("UCBrowser/", _("UC Browser")),
    ("HuaweiBrowser/", _("Huawei Browser")), ("MiuiBrowser/", _("Xiaomi Browser")), ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"), ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("OpenHarmony", "HarmonyOS"), ("HarmonyOS", "HarmonyOS"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Android", "Android"), ("Windows", "Windows"), ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
PHONES = ("iPhone", "Android", "HarmonyOS")


def describe(user_agent):
    """Return "Chrome on Windows", with what is not known left out."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


def is_phone(user_agent):
    """Whether the browser runs on a phone."""
    return _first(SYSTEMS, user_agent) in PHONES


def _first(signs, text):
    return next((name for sign, name in signs if sign in text), "")

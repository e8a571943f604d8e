"""The words of a mail: HTML without its marks, without quoted history, without what nobody can see."""

import re
from html.parser import HTMLParser

#: Charsets that Chinese mail programs name, and what they mean by them.
MEANT = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030"}
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_BLOCKS = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "hr"})
_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "object", "select"})
#: A line below which a mail program repeats the mail that is answered.
_SEPARATOR = re.compile(
    r"^\s*(?:[-_—\s]{2,}\s*(?:原始邮件|原邮件|转发邮件|original message|forwarded message)\s*[-_—\s]{2,}"
    r"|on .{4,150} wrote:|在.{4,150}(?:写道|wrote)\s*[:：]|.{4,150}(?:于|在).{4,60}写道\s*[:：]|_{20,})\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\s*\*?(?:发件人|from)\s*\*?\s*[:：]", re.IGNORECASE)
_MORE = re.compile(
    r"^\s*\*?(?:发送时间|日期|时间|收件人|抄送|主题|sent|date|to|cc|subject)\s*\*?\s*[:：]", re.IGNORECASE
)


def decoded(content, charset=""):
    """Return the text of bytes: by the charset that is named, else by what fits; never an error."""
    name = MEANT.get((charset or "").lower(), charset or "")
    for candidate in (name, "utf-8", "gb18030"):
        try:
            return clean(content.decode(candidate)) if candidate else clean(content.decode("utf-8"))
        except (UnicodeError, LookupError, ValueError):
            continue
    return clean(content.decode("utf-8", "replace"))


def clean(text):
    """Return the text without marks that nobody sees, with plain line ends."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class _Plain(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.silent = [], 0

    def handle_starttag(self, tag, attrs):
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _BLOCKS and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.silent:
            self.parts.append(" ".join(data.split()) if data.strip() else " ")


def plain(html):
    """Return the words of an HTML text; scripts, styles and marks are left out."""
    parser = _Plain()
    parser.feed(html)
    parser.close()
    return tidy("".join(parser.parts))


def tidy(text):
    """Return the text without spaces at line ends and without more than one empty line in a row."""
    lines = [line.rstrip() for line in clean(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def without_history(text):
    """Return what was written newly, above the quoted mail; everything when nothing stands above it."""
    lines = text.split("\n")
    cut = next((number for number in range(len(lines)) if _begins_history(lines, number)), len(lines))
    new = [line for line in lines[:cut] if not line.lstrip().startswith(">")]
    return tidy("\n".join(new)) or tidy(text)


def _begins_history(lines, number):
    if len(lines[number]) > 400:
        return False
    if _SEPARATOR.match(lines[number]):
        return True
    below = [line for line in lines[number + 1 : number + 6] if len(line) <= 400]
    return bool(_FROM.match(lines[number])) and sum(bool(_MORE.match(line)) for line in below) > 1

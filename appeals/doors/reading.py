"""The words of a mail: HTML without its marks, without quoted history, without what nobody can see."""

import re
from html import unescape

#: Charsets that Chinese mail programs name, and what they mean by them.
MEANT = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030"}
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_BLOCKS = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "hr"})
_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "object", "select"})
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,15})")
_ENDS = {tag: re.compile(rf"</{tag}\b", re.IGNORECASE) for tag in _SILENT}
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


def plain(html):
    """Return the words of an HTML text; scripts, styles and marks are left out.

    Read once from the front, whatever it says: the parser of the standard library needs minutes for some texts.
    """
    words, place = [], 0
    while place < len(html):
        begins = html.find("<", place)
        if begins < 0:
            begins = len(html)
        words.append(_said(html[place:begins]))
        place, mark = _behind(html, begins)
        words.append(mark)
    return tidy("".join(words))


def _said(text):
    """The words between two marks, with the spaces that show."""
    said = unescape(text)
    inner = " ".join(said.split())
    return f"{' ' if said[:1].isspace() else ''}{inner}{' ' if inner and said[-1:].isspace() else ''}"


def _behind(html, begins):
    """The place behind the mark that begins here, and what it is in words; what never ends swallows the rest."""
    if html.startswith("<!--", begins):
        return _after(html, "-->", begins + 4), ""
    name = _NAME.match(html, begins)
    if name is None:
        is_mark = html.startswith(("<!", "<?"), begins)
        return (_after(html, ">", begins), "") if is_mark else (begins + 1, html[begins : begins + 1])
    tag, behind = name.group(1).lower(), _after(html, ">", name.end())
    if tag in _SILENT and not html.startswith("</", begins):
        ending = _ENDS[tag].search(html, behind)
        behind = _after(html, ">", ending.end()) if ending else len(html)
    return behind, "\n" if tag in _BLOCKS else ""


def _after(html, ending, place):
    found = html.find(ending, place)
    return len(html) if found < 0 else found + len(ending)


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

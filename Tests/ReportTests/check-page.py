"""Reads a page from standard input and prints what is wrong with it, a line each.

Python's own parser of HTML says what a browser would see: which elements there are, in what order, with which
attributes. The text between them goes to the file of the first argument."""
import base64
import hashlib
import re
import sys
from html.parser import HTMLParser

ELEMENTS = set(
    "html head meta title style body header main nav section h1 h2 h3 h4 h5 h6 p dl dt dd ul ol li a span div "
    "code pre details summary table thead tbody tr th td".split())
ATTRIBUTES = set("lang charset http-equiv content name id class href aria-label aria-labelledby scope".split())
VOID = {"meta"}


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.problems, self.open, self.ids, self.links, self.labels = [], [], [], [], []
        self.heading, self.text, self.style, self.policy = 0, [], "", ""

    def handle_starttag(self, tag, attributes):
        if tag not in ELEMENTS:
            self.problems.append(f"element {tag}")
        for name, value in attributes:
            if name not in ATTRIBUTES:
                self.problems.append(f"attribute {name} of {tag}")
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.links.append(value)
            if name == "aria-labelledby":
                self.labels.append(value)
        values = dict(attributes)
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"]
        if tag == "html" and values.get("lang") != "en":
            self.problems.append("no language")
        if re.fullmatch("h[1-6]", tag):
            level = int(tag[1])
            if level > self.heading + 1:
                self.problems.append(f"{tag} behind h{self.heading}")
            self.heading = level
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text.append(data)

    def handle_comment(self, data):
        self.problems.append("a comment")


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrasts(style):
    """Names of pairs of colours that are hard to tell apart (WCAG 2.2, 1.4.3: 4.5 to 1), light and dark."""
    schemes = re.findall(r":root \{(.*?)\}", style, re.S)
    if len(schemes) != 2:
        yield "not two schemes of colours"
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", scheme))
        pairs = [(text, ground) for text in ("ink", "faint", "link") for ground in ("paper", "soft")]
        pairs += [("badge", ground) for ground in ("critical", "warning", "info", "ok")]
        for text, ground in pairs:
            dark, light = sorted((luminance(colours[text]), luminance(colours[ground])))
            if (light + 0.05) / (dark + 0.05) < 4.5:
                yield f"{text} on {ground} is hard to read"


page = Page()
page.feed(sys.stdin.read())
page.close()
page.problems += [f"{tag} is open" for tag in page.open]
page.problems += [f"id {i} twice" for i in set(page.ids) if page.ids.count(i) > 1]
page.problems += [f"link to {l}" for l in page.links if not l.startswith("#") or l[1:] not in page.ids]
page.problems += [f"no label {l}" for l in page.labels if l not in page.ids]
digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
if page.policy != policy:
    page.problems.append(f"the policy is {page.policy!r} and not {policy!r}")
if re.search(r"url\(|@import|expression", page.style):
    page.problems.append("the style asks for something")
page.problems += contrasts(page.style)
open(sys.argv[1], "w").write("".join(page.text))
print("\n".join(page.problems))

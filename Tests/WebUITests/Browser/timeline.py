"""The timeline by mouse and keyboard."""

import csv
import io
import json
import re
import subprocess

from playwright.sync_api import expect


def targets(data):
    return [data["trace"]]


def rows(page):
    return page.get_by_role("tree", name="Rows of the timeline")


def ready(page):
    expect(page.locator(".timeline-status")).to_contain_text("goroutines")


def parameter(page, name):
    found = re.search(rf"[?&]{name}=([^&]*)", page.url)
    return found and found.group(1)


def singles(page, tree):
    """Rows of single goroutines are taken away again, and what there is not is said."""
    tree.get_by_role("button", name=re.compile("^Take G 1 ")).click()
    expect(page).not_to_have_url(re.compile("goroutine="))
    search = page.locator(".toolbar input[type=search]")
    search.fill("99999999")
    search.press("Enter")
    expect(page.get_by_text("There is no goroutine 99999999.")).to_be_visible()
    expect(page).not_to_have_url(re.compile("goroutine="))
    search.fill("no.such.name")
    expect(tree.get_by_text("No function has")).to_be_visible()
    search.fill("")
    expect(tree.get_by_text("No function has")).to_have_count(0)


def keyboard(page, base, tree):
    """Sections are opened and closed by the keys of a tree; curves have their figures in the table."""
    page.goto(base + "/1/timeline")
    ready(page)
    tree.focus()
    page.keyboard.press("Home")
    first = tree.get_by_role("treeitem").first
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowLeft")
    expect(first).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowRight")
    expect(first).to_have_attribute("aria-expanded", "true")
    page.goto(base + "/1/timeline?row=heap")
    ready(page)
    expect(page.locator(".timeline-side .grid")).to_contain_text("goal")


def addresses(page, base, detail):
    """An address shows its range, and only what the trace has of its window."""
    page.goto(base + "/1/timeline?range=1000000-20000000")
    ready(page)
    expect(detail).to_contain_text("By function")
    page.goto(base + "/1/timeline?range=900000000000000-900000000000100")
    expect(page.get_by_text("lies behind the end of the trace")).to_be_visible()
    page.goto(base + "/1/timeline?from=20000000&to=900000000000000")
    expect(page).not_to_have_url(re.compile("to=900000000000000"))
    assert int(parameter(page, "to")) < 900000000000000


# A wait of a goroutine that another one ended.
FIND_WAIT = """async () => {
  for (let goroutine = 1; goroutine < 60; goroutine += 1) {
    for (let part = 1; part < 6; part += 1) {
      const answer = await fetch(`/api/documents/1/timeline/interval?source=0&goroutine=${goroutine}&at=${part * 20000000}`);
      if (!answer.ok) continue;
      const { start, end, state, waker } = await answer.json();
      if (waker && state === 4 && waker.goroutine !== goroutine) {
        return [goroutine, Math.round((start + end) / 2), waker.goroutine];
      }
    }
  }
}"""


def wakes(page, base, data, tree, detail):
    """Whoever follows a wake-up comes to the waker's interval, and the address leads there again."""
    found = page.evaluate(FIND_WAIT)
    assert found, "no goroutine waits for another one"
    goroutine, at, waker = found
    page.goto(base + f"/1/timeline?goroutine={goroutine}&row=i:{goroutine}&at={at}")
    ready(page)
    link = detail.get_by_role("button", name=re.compile(f"^goroutine {waker}( |$)")).first
    link.click()
    expect(detail.locator("dd").first).to_contain_text(f"goroutine {waker}")
    expect(page).to_have_url(re.compile(rf"row=i%3A{waker}&.*at=\d+"))
    shown = detail.inner_text()
    page.reload()
    ready(page)
    expect(detail.locator("dd").first).to_contain_text(f"goroutine {waker}")
    assert detail.inner_text().split("\n")[:9] == shown.split("\n")[:9]


def run(page, base, data):
    page.goto(base + "/1/timeline")
    ready(page)
    tree = rows(page)
    use = json.loads(subprocess.check_output([data["sonde"], "trace", "procs", data["trace"], "--format", "json"]))
    processors = len(use["processors"]) if "processors" in use else None
    if processors is not None:
        expect(tree.get_by_text(re.compile(r"^P \d+$"))).to_have_count(processors)
    expect(tree.get_by_text("Goroutines by function")).to_be_visible()

    # Zoom and move by keyboard: the address has the window.
    page.keyboard.press("w")
    page.keyboard.press("w")
    expect(page).to_have_url(re.compile(r"from=\d+&to=\d+"))
    before = int(parameter(page, "from"))
    page.keyboard.press("d")
    expect(page).not_to_have_url(re.compile(rf"from={before}&"))
    assert int(parameter(page, "from")) > before
    # Opening the address again shows the same.
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    ready(page)
    assert page.url == address
    page.keyboard.press("h")
    expect(page).not_to_have_url(re.compile("from="))

    # By mouse: wheel with Ctrl zooms, a drag moves.
    canvas = page.locator(".timeline-canvas")
    box = canvas.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 60
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -600)
    page.keyboard.up("Control")
    expect(page).to_have_url(re.compile(r"from=\d+&to=\d+"))
    before = int(parameter(page, "from"))
    page.mouse.down()
    page.mouse.move(x - 120, y, steps=5)
    page.mouse.up()
    expect(page).not_to_have_url(re.compile(rf"from={before}&"))
    assert int(parameter(page, "from")) > before

    # A range on the ruler tells what happened in it.
    page.mouse.move(box["x"] + 100, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 8, steps=5)
    page.mouse.up()
    detail = page.get_by_role("region", name="Details")
    expect(detail).to_contain_text("busy")
    expect(detail).to_contain_text("By function")
    expect(detail.get_by_role("link", name=re.compile("waits"))).to_have_attribute("href", re.compile("kind=wait"))
    page.keyboard.press("f")
    page.keyboard.press("Escape")
    expect(detail).not_to_contain_text("By function")

    # A group of goroutines opens, and one of them is chosen by the table.
    tree.locator(".timeline-name.group").first.get_by_role("button").click()
    expect(page).to_have_url(re.compile("groups="))
    expect(tree.locator(".timeline-name.goroutine").first).to_be_visible()
    tree.locator(".timeline-name.goroutine").first.click()
    table = page.get_by_role("grid", name="Intervals of the current row in the window")
    expect(table.get_by_role("row").nth(1)).to_contain_text(re.compile("running|ready|waiting|system call"))

    # One by its number: its intervals are in the table, and the keys go from one to the next.
    search = page.locator(".toolbar input[type=search]")
    search.fill("2")
    search.press("Enter")
    expect(page).to_have_url(re.compile(r"goroutine=2(&|$)"))
    search.fill("1")
    search.press("Enter")
    expect(page).to_have_url(re.compile(r"goroutine=1(&|$)"))
    expect(tree.get_by_text(re.compile(r"^G 1 "))).to_be_visible()
    line = table.get_by_role("row").filter(has_not_text="many:").filter(has_text=re.compile("waiting|running")).first
    line.click()
    expect(detail).to_contain_text("Goroutine")
    expect(page).to_have_url(re.compile(r"at=\d+"))
    before = parameter(page, "at")
    page.locator("canvas").first.focus()
    page.keyboard.press(".")
    expect(page).not_to_have_url(re.compile(f"at={before}"))
    page.keyboard.press("c")
    expect(detail).to_contain_text("Critical path of goroutine")

    # Groups by a part of a name.
    page.locator(".toolbar input[type=search]").fill("runtime.")
    expect(page).to_have_url(re.compile("q=runtime"))
    expect(tree.get_by_text(re.compile(r"^main\.")).first).to_have_count(1)
    page.locator(".toolbar input[type=search]").fill("")
    expect(page).not_to_have_url(re.compile("q="))

    singles(page, tree)
    keyboard(page, base, tree)
    addresses(page, base, detail)
    wakes(page, base, data, tree, detail)
    page.goto(base + "/1/timeline")
    ready(page)

    # Files.
    for label, check in [
        ("CSV of all intervals of the window", lambda text: list(csv.reader(io.StringIO(text.decode())))[1]),
        ("SVG of what is seen", lambda text: b"<svg" in text),
        ("PNG of what is seen", lambda text: text.startswith(b"\x89PNG")),
        ("Chrome trace, the window", json.loads),
        ("pprof, waits of the window", lambda text: text.startswith(b"\x1f\x8b")),
    ]:
        with page.expect_download() as download:
            page.get_by_label("Export").select_option(label=label)
        with open(download.value.path(), "rb") as file:
            assert check(file.read()), label

    # Nonsense in the address is no trouble.
    page.goto(base + "/1/timeline?from=99999999999999&to=1&goroutine=x&groups=%7C%7C&row=p:77&at=-5")
    ready(page)
    page.goto(base + "/1/timeline")
    ready(page)

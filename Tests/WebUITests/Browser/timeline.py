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
    page.locator(".toolbar input[type=search]").fill("1")
    expect(page).to_have_url(re.compile(r"goroutine=1(&|$)"))
    expect(tree.get_by_text("G 1", exact=True)).to_be_visible()
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

"""Flame graphs by mouse and keyboard."""

import csv
import gzip
import io
import re

from playwright.sync_api import expect


def targets(data):
    return [data["profile"], data["otherProfile"]]


def shown(milliseconds):
    """A time as the pages have it."""
    return f"{milliseconds:g} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.3g} s"


def function_row(page, table, name):
    """The row of exactly that function."""
    cell = page.get_by_role("gridcell", name=re.sub(r"^.*/", "", name), exact=True)
    return table.get_by_role("row").filter(has=cell).first


def run(page, base, data):
    page.goto(base + "/1/flame")
    chart = page.get_by_role("img", name=re.compile("Flame graph"))
    expect(chart).to_be_visible()
    about = page.locator(".about-line")
    expect(about).to_contain_text("frames")
    table = page.get_by_role("grid", name="Functions")
    expect(table.get_by_role("row").nth(1)).not_to_have_text("…")

    # The table has the figures of pprof.
    for name, flat, cumulative in data["top"][:3]:
        page.locator("#flame-search").fill(name)
        row = function_row(page, table, name)
        expect(row).to_contain_text(shown(flat))
        expect(row).to_contain_text(shown(cumulative))
        expect(about).to_contain_text("is in")
    page.locator("#flame-search").fill("")
    expect(page).not_to_have_url(re.compile("q="))

    # By keyboard: down two rows, zoom, and out again.
    chart.focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile(r"root=\d+"))
    expect(page.get_by_role("status").first).to_contain_text(re.compile(r"\d %|ms|s"))
    address = page.url
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(address)

    # By mouse: the third row, in the middle; the pointer tells what it is on.
    box = chart.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 18 * 2 + 8)
    expect(page.locator(".flame-hint")).to_be_visible()
    page.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + 18 * 2 + 8)
    expect(page).to_have_url(re.compile(r"root=\d+"))
    # The address brings the view back.
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator(".about-line")).to_contain_text("frames")
    expect(page).to_have_url(address)
    page.get_by_role("button", name="Way to the frame").click()
    expect(page.locator(".branch .current")).to_be_visible()

    # Only stacks with a function, as pprof has it with -focus, and none with it.
    page.goto(base + "/1/flame")
    expect(about).to_contain_text("frames")
    whole = about.inner_text().split(" · ")[0]
    page.get_by_role("button", name="Filter …").click()
    name, _, cumulative = data["top"][1]
    page.get_by_label("Only stacks with", exact=True).fill(f"^{re.escape(name)}$")
    expect(about).to_contain_text(f"cpu {shown(cumulative)} of ")
    page.get_by_label("Only stacks with", exact=True).fill("")
    expect(page).not_to_have_url(re.compile("focus="))
    expect(about).to_contain_text(f"{whole} ")
    chart.focus()
    for key in ("ArrowDown", "ArrowDown", "x"):
        page.keyboard.press(key)
    expect(page.get_by_label("Without stacks with")).to_have_value(re.compile(r"^\^.*\$$"))
    expect(about).to_contain_text(f" of {whole.removeprefix('cpu ')} ")

    # Turned over, and around a function.
    page.goto(base + "/1/flame")
    expect(about).to_contain_text("frames")
    page.keyboard.press("i")
    expect(page.get_by_role("img", name=re.compile("innermost functions on top"))).to_be_visible()
    page.goto(base + "/1/flame")
    name = data["top"][0][0]
    page.locator("#flame-search").fill(name)
    function_row(page, table, name).dblclick()
    expect(page.get_by_role("img", name=re.compile("Callers of"))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("calls"))).to_be_visible()

    # Against another profile: every frame says how it changed.
    page.goto(base + "/1/flame?base=2.0&side=branch")
    expect(about).to_contain_text("hatched may be chance")
    expect(page.locator(".branch")).to_have_count(2)

    # What is saved is what others read.
    with page.expect_download() as download:
        page.get_by_label("Export").select_option(label="Table (CSV)")
    with open(download.value.path(), newline="") as file:
        rows = list(csv.reader(io.StringIO(file.read())))
    assert rows[0][0] == "function" and len(rows) > 3, rows[:2]
    with page.expect_download() as download:
        page.get_by_label("Export").select_option(label="pprof")
    with open(download.value.path(), "rb") as file:
        assert gzip.decompress(file.read())
    with page.expect_download() as download:
        page.get_by_label("Export").select_option(label="Picture (PNG)")
    with open(download.value.path(), "rb") as file:
        assert file.read(8) == b"\x89PNG\r\n\x1a\n"

    # A bad expression is said, and nothing is lost.
    page.goto(base + "/1/flame")
    page.locator("#flame-search").fill("/(/")
    expect(page.locator("footer .message")).to_contain_text(re.compile("expression|missing|parenthes", re.I))
    page.locator("#flame-search").fill("")
    expect(about).to_contain_text("frames")

"""The findings of a trace: read, followed to the evidence, saved; and what is open."""

import re

from playwright.sync_api import expect

import run as runner


def targets(data):
    return [data["trace"], data["nothing"]]


def run(page, base, data):
    # The list of what is open, with what is wrong with the second.
    expect(page.get_by_role("heading", name="Open")).to_be_visible()
    expect(page.get_by_text("is of no format that sonde reads")).to_be_visible()
    page.get_by_role("link", name=data["trace"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(data["trace"])
    first = page.locator(".finding").first
    expect(first).to_contain_text(data["traceCause"])
    expect(first).to_contain_text("sure")
    # By keyboard: the first finding, its first fact, and the view behind it.
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.className").startswith("finding"), "j goes to a finding"
    link = first.locator(".facts a").first
    expect(link).to_have_attribute("href", re.compile(r"/1/"))
    # The list of keys opens and closes, and lists what this view has.
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("next finding")
    runner.check_accessibility(page, "keys")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    # The ticket is what the command line writes.
    with page.expect_download() as download:
        page.get_by_label("Export").select_option(label="Markdown, for a ticket")
    with open(download.value.path()) as file:
        assert data["traceCause"] in file.read()
    # Close and open again by the field.
    page.keyboard.press("0")
    page.get_by_role("button", name=f"Close {data['nothing']}").click()
    expect(page.get_by_text("is of no format that sonde reads")).to_have_count(0)
    page.get_by_label("Open a file, a case, a process or a server").fill(data["profile"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Views")).to_contain_text("Flame graph")
    # A deep link to what is not there says so.
    page.goto(base + "/77/flame")
    expect(page.get_by_text("There is no document 77")).to_be_visible()
    page.goto(base + "/1/findings")
    expect(page.locator(".finding").first).to_contain_text(data["traceCause"])

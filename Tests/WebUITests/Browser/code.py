"""Source, decisions and instructions side by side."""

import re

from playwright.sync_api import expect


def targets(data):
    return ["--together", data["profile"], data["program"], data["compiler"]]


def run(page, base, data):
    page.goto(base + f"/1/code?function={data['function']}")
    source = page.get_by_role("grid", name=re.compile("Source"))
    expect(source).to_be_visible()
    assembly = page.get_by_role("grid", name="Instructions")
    expect(assembly.get_by_role("row").nth(1)).to_contain_text(re.compile("[A-Z]{3,}"))
    expect(page.locator(".about-line strong")).to_have_text(data["function"])
    # The line that costs most, and what it became.
    page.keyboard.press("h")
    details = page.locator(".code-details")
    expect(details).to_contain_text(re.compile(r"Line \d+: .*, (100|\d?\d(\.\d)?) %"))
    expect(details).to_contain_text("instructions")
    expect(page).to_have_url(re.compile(r"line=\d+"))
    address = page.url
    # A line with a decision, found by keyboard.
    for _ in range(60):
        if page.locator(".code-details .note").count():
            break
        page.keyboard.press("n")
    expect(page.locator(".code-details .note").first).to_be_visible()
    # An instruction leads back to its line.
    assembly.get_by_role("row").nth(4).click()
    expect(details).to_contain_text("0x")
    # Another syntax of the same instructions.
    page.keyboard.press("s")
    expect(page).to_have_url(re.compile("syntax=intel"))
    expect(assembly.get_by_role("row").nth(1)).to_contain_text(re.compile(r"\b[a-z]{2,}\b"))
    page.goto("about:blank")
    page.goto(address)
    expect(details).to_contain_text(re.compile(r"Line \d+"))
    # Another function, by search and keyboard.
    page.locator("#code-search").fill("main.recurse")
    functions = page.get_by_role("grid", name="Functions")
    # recurse, and the function in it.
    expect(functions).to_have_attribute("aria-rowcount", "3")
    functions.focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("function=main.recurse"))

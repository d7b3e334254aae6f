"""The view of system activity by mouse and keyboard."""

import csv
import re
import time
import urllib.parse


def parameters(page):
    """What the address says, by name."""
    return dict(urllib.parse.parse_qsl(urllib.parse.urlparse(page.url).query, keep_blank_values=True))


def wait(page, condition, what):
    """Waits until an expression of the page holds. The page's own policy lets nobody wait inside of it."""
    deadline = time.monotonic() + 60
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, f"{what}: not so at {page.url}, which says “{said(page)}”"
        page.wait_for_timeout(50)


def said(page):
    return page.locator("footer .message").inner_text().replace("\u202f", "")


def number(text):
    return int(re.search(r"\d+", text).group())


def shown_count(page):
    """Rows of the table that has the focus of the view."""
    return int(page.locator(".activity-panel .grid").get_attribute("aria-rowcount")) - 1


def cells(page, title):
    """Texts of a column, of the rows that are in the page, once they are there."""
    wait(page, "document.querySelector('.grid-rows .waiting') === null", "the rows are there")
    titles = [text.strip(" ▴▾") for text in page.locator(".grid-head [role=columnheader]").all_inner_texts()]
    column = titles.index(title)
    return page.locator(".grid-rows .grid-row").evaluate_all(
        "(rows, column) => rows.map((row) => row.children[column].textContent)", column)


def open_view(page, base_url, document, query=""):
    page.goto(f"{base_url}/{document}/activity{query}")
    page.wait_for_selector(".activity-panel .grid-rows .grid-row:not(.waiting)")


def events(page, base_url, document):
    """The table: cursor, filters from cells, conditions, highlights, going back."""
    open_view(page, base_url, document)
    wait(page, "document.querySelector('footer .message').textContent.startsWith('All')", "all events are counted")
    total = number(said(page))
    assert shown_count(page) == total, (shown_count(page), total)

    page.locator(".grid").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    wait(page, "new URLSearchParams(location.search).get('event') === '2'", "the event is in the address")
    page.wait_for_selector(".activity-details h2:has-text('Event 3')")

    titles = [text.strip(" ▴▾") for text in page.locator(".grid-head [role=columnheader]").all_inner_texts()]
    while page.locator(".grid-rows .at").get_attribute("data-column") != str(titles.index("Operation")):
        page.keyboard.press("ArrowRight")
    operation = page.locator(".grid-rows .at").inner_text()
    page.keyboard.press("x")
    page.wait_for_selector(f".chip:has-text('not Operation is {operation}')")
    wait(page, f"Number(document.querySelector('.grid').getAttribute('aria-rowcount')) < {total}", "fewer events are left")
    excluded = shown_count(page)
    assert operation not in cells(page, "Operation")

    # The rule is switched off and on by the button that shows it.
    page.locator(".chip button").first.click()
    wait(page, f"document.querySelector('.grid').getAttribute('aria-rowcount') === '{total + 1}'", "the rule is off")
    page.locator(".chip button").first.click()
    wait(page, f"document.querySelector('.grid').getAttribute('aria-rowcount') === '{excluded + 1}'", "the rule is on")

    page.go_back()
    wait(page, f"document.querySelector('.grid').getAttribute('aria-rowcount') === '{total + 1}'", "going back undoes it")
    page.locator(".grid").focus()
    page.keyboard.press("r")
    wait(page, "document.querySelectorAll('.chip').length === 0", "no rule is left")

    search = page.get_by_role("searchbox")
    search.fill("operation ==")
    search.press("Enter")
    page.wait_for_selector(".condition:not([hidden])")
    assert "^" in page.locator(".condition").inner_text()
    search.fill(f'operation == "{operation}"')
    search.press("Enter")
    wait(page, f"document.querySelector('.grid').getAttribute('aria-rowcount') === '{total - excluded + 1}'",
         "the condition leaves the others")
    assert set(cells(page, "Operation")) == {operation}
    assert page.locator(".condition").is_hidden()
    return total, operation


def highlights(page, base_url, document, operation):
    """The dialog of rules, marked rows, and going from one to the next."""
    open_view(page, base_url, document)
    page.keyboard.press("Shift+H")
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("Column", exact=True).select_option("Operation")
    dialog.get_by_label("Value").fill(operation)
    dialog.get_by_label("Value").press("Enter")
    assert dialog.locator("tbody tr").count() == 1
    dialog.get_by_role("button", name="OK").click()
    page.wait_for_selector(".grid-row.marked")
    page.locator(".grid").focus()
    page.keyboard.press("Home")
    page.keyboard.press("n")
    wait(page, "document.querySelector('.grid-row.current.marked') !== null", "the next highlighted row is current")
    assert page.locator(".grid-row.current").inner_text().count("★") == 1


def menus(page, base_url, document):
    """The menu of a cell, by keyboard and mouse."""
    open_view(page, base_url, document)
    page.locator(".grid").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+F10")
    page.wait_for_selector("[role=menu]")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "menuitem"
    page.keyboard.press("Escape")
    assert page.locator("[role=menu]").count() == 0
    assert page.evaluate("document.activeElement.classList.contains('grid')")
    page.locator(".grid-rows .grid-row").nth(2).locator("[role=gridcell]").nth(2).click(button="right")
    page.locator("[role=menuitem]").first.click()
    page.wait_for_selector(".chip")


def far_rows(page, base_url, document, total):
    """The last row is there, and the first one again."""
    open_view(page, base_url, document)
    page.locator(".grid").focus()
    page.keyboard.press("End")
    wait(page, f"document.querySelector('.grid-row.current:not(.waiting)')?.getAttribute('aria-rowindex') === '{total + 1}'",
         "the last row is current")
    wait(page, f"new URLSearchParams(location.search).get('event') === '{total - 1}'", "it is the last event")
    page.keyboard.press("Home")
    wait(page, "document.querySelector('.grid-row.current:not(.waiting)')?.getAttribute('aria-rowindex') === '2'",
         "the first row is current")


def orders(page, base_url, document):
    """Any column can be sorted by, by mouse and by key."""
    open_view(page, base_url, document)
    page.locator(".grid-head button", has_text="Path").click()
    wait(page, "new URLSearchParams(location.search).get('sort') === 'path'", "the order is in the address")
    page.wait_for_selector("[aria-sort=ascending]:has-text('Path')")
    page.wait_for_selector(".grid-rows .grid-row:not(.waiting)")
    paths = [text.lower() for text in cells(page, "Path")]
    assert paths == sorted(paths), paths[:20]


def parts(page, base_url, document):
    """The other tabs, by key; a branch of the tree is closed and opened; rows lead to events."""
    open_view(page, base_url, document)
    page.keyboard.press("]")
    page.wait_for_selector(".activity-processes .grid-rows .grid-row:not(.waiting)")
    count = shown_count(page)
    page.locator(".grid").focus()
    page.keyboard.press("ArrowDown")
    parent = page.locator(".grid-rows .grid-row[aria-expanded=true]").first
    if parent.count():
        parent.click()
        page.keyboard.press("ArrowLeft")
        wait(page, f"Number(document.querySelector('.grid').getAttribute('aria-rowcount')) < {count + 1}", "the branch is closed")
        # At once, before the rows are there again: no key is lost.
        page.keyboard.press("ArrowRight")
        wait(page, f"document.querySelector('.grid').getAttribute('aria-rowcount') === '{count + 1}'", "the branch is open")
    page.keyboard.press("]")
    page.wait_for_selector(".activity-summaries .grid-rows .grid-row:not(.waiting)")
    page.locator(".activity-summaries select").select_option("operation")
    wait(page, "new URLSearchParams(location.search).get('by') === 'operation'", "the summary is in the address")
    wait(page, "document.querySelector('.grid-head')?.textContent.startsWith('Operation')", "it is by operation")
    page.wait_for_selector(".activity-summaries .grid-rows .grid-row:not(.waiting)")
    first = cells(page, "Operation")[0]
    events_there = number(cells(page, "Events")[0].replace("\u202f", ""))
    page.locator(".grid").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".activity-events .grid-rows .grid-row:not(.waiting)")
    wait(page, f"document.querySelector('.grid').getAttribute('aria-rowcount') === '{events_there + 1}'",
         "a row of a summary leads to its events")
    assert set(cells(page, "Operation")) == {first}
    for tab in ["Critical path", "Stacks"]:
        button = page.get_by_role("tab", name=tab)
        if button.count():
            button.click()
            page.wait_for_selector(".activity-panel .grid-rows .grid-row:not(.waiting)")


def links_and_files(page, base_url, document, operation):
    """An address shows the same again, and what is shown is what is exported."""
    query = urllib.parse.urlencode({
        "rules": f"+Operation is {operation}", "sort": "-duration", "columns": "processID,operation,path,duration"})
    open_view(page, base_url, document, f"?{query}")
    wait(page, "document.querySelectorAll('.chip').length === 1", "the rule of the address is there")
    count = shown_count(page)
    seen = cells(page, "Duration")[:10]
    page.reload()
    page.wait_for_selector(".activity-panel .grid-rows .grid-row:not(.waiting)")
    assert cells(page, "Duration")[:10] == seen and shown_count(page) == count
    with page.expect_download() as download:
        page.get_by_label("Export").select_option(label="Events as CSV, these columns")
    with open(download.value.path(), newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["PID", "Operation", "Path", "Duration"], rows[0]
    assert len(rows) - 1 == count, (len(rows), count)
    assert [row[3] for row in rows[1:11]] == seen


def targets(data):
    return [data["capture"]]


def run(page, base, data):
    document = 1
    total, operation = events(page, base, document)
    highlights(page, base, document, operation)
    menus(page, base, document)
    far_rows(page, base, document, total)
    orders(page, base, document)
    parts(page, base, document)
    links_and_files(page, base, document, operation)
    assert parameters(page)["sort"] == "-duration"

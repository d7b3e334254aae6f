"""Goroutines of live processes and dumps: groups, who waits for whom, looking again, and comparing."""

import csv
import json
import re
import subprocess
import xml.etree.ElementTree

from playwright.sync_api import expect

import run as runner

processes = {}


def start(name, data):
    process = subprocess.Popen([data[name]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().startswith("ready")
    processes[name] = process
    return str(process.pid)


def targets(data):
    return ["--duration", "1s", start("deadlock", data), start("crowd", data), start("leak", data), data["dump"]]


def run(page, base, data):
    try:
        expect(page.get_by_role("link", name=data["dump"])).to_be_visible()
        expect(page.get_by_role("progressbar")).to_have_count(0, timeout=120_000)
        cycle(page, base, data)
        groups(page, base, data)
        dump(page, base, data)
        looks(page, base, data)
    finally:
        for process in processes.values():
            process.kill()
            process.wait()


def reported(data, name, *arguments):
    """What the command line says of the same process."""
    command = [data["sonde"], "goroutines", str(processes[name].pid), "--format", "json", *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def saved(page, label):
    with page.expect_download() as download:
        page.get_by_label("Export").select_option(label=label)
    with open(download.value.path(), "rb") as file:
        return file.read()


def details(page):
    return page.get_by_role("region", name="Details")


def cycle(page, base, data):
    page.goto(base + "/1/goroutines")
    blockers = page.get_by_role("region", name="Who holds up the others")
    expect(blockers).to_contain_text("wait for each other in a cycle")
    ids = sorted(reported(data, "deadlock")["blockers"][0]["goroutines"])
    assert len(ids) == 3, ids
    expect(blockers).to_contain_text(", ".join(str(each) for each in ids))

    # By keyboard: to the blocker, to the drawing, and along its lines round the whole cycle.
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    expect(details(page)).to_contain_text(f"goroutine {ids[0]} (sync.Mutex.Lock")
    expect(details(page)).to_contain_text("Waits for itself, in a cycle")
    page.keyboard.press("w")
    nodes = page.locator(".graph-node")
    expect(nodes).to_have_count(6)
    nodes.first.focus()
    seen = []
    for _ in range(7):
        seen.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        page.keyboard.press("ArrowRight")
    assert len(set(seen)) == 6 and seen[0] == seen[6], seen
    assert all("⟳ cycle 1" in each for each in seen), seen
    page.keyboard.press("Enter")
    expect(page.locator(".graph-node[aria-pressed=true]")).to_have_count(1)
    # The tree has the same.
    tree = page.get_by_role("treegrid")
    expect(tree.get_by_role("row").filter(has_text="⟳ cycle 1")).to_have_count(7)
    expect(tree.locator("[role=row][aria-level='2']")).to_have_count(1)
    runner.check_accessibility(page, "who waits for whom")
    runner.picture(page, "wait-for")
    svg = xml.etree.ElementTree.fromstring(saved(page, "Who waits for whom, SVG"))
    assert len([each for each in svg.iter("{http://www.w3.org/2000/svg}rect")]) == 7
    assert saved(page, "Who waits for whom, PNG")[:8] == b"\x89PNG\r\n\x1a\n"
    lines = list(csv.DictReader(saved(page, "Who waits for whom, CSV").decode().splitlines()))
    assert len(lines) == 6 and all(line["cycle"] == "1" for line in lines), lines


def groups(page, base, data):
    page.goto(base + "/2/goroutines")
    table = page.get_by_role("grid", name="Groups of goroutines")
    report = reported(data, "crowd")
    largest = report["groups"][0]
    row = table.get_by_role("row").nth(1)
    expect(row).to_contain_text(str(largest["count"]))
    expect(row).to_contain_text(largest["states"][0]["state"])
    holder = report["blockers"][0]["goroutines"][0]
    expect(page.get_by_role("region", name="Who holds up the others")).to_contain_text(f"goroutine {holder} ")

    # By keyboard into the list, and by links to the lock and its holder.
    table.focus()
    page.keyboard.press("ArrowDown")
    expect(details(page)).to_contain_text(f"{largest['count']} goroutines")
    expect(page).to_have_url(re.compile("group="))
    details(page).get_by_role("link", name=re.compile("lock Mutex")).click()
    expect(page).to_have_url(re.compile("object=0x"))
    expect(details(page)).to_contain_text(f"{largest['count']} goroutines wait for it")
    details(page).get_by_role("link", name=re.compile(f"goroutine {holder} ")).first.click()
    expect(details(page)).to_contain_text(f"Holds up {largest['count']} goroutines")
    # The address brings the selection back.
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(details(page)).to_contain_text(f"Holds up {largest['count']} goroutines")

    # Folded frames open by a key.
    folds = details(page).locator("details.stack-fold")
    expect(folds.first).not_to_have_attribute("open", "")
    page.keyboard.press("f")
    expect(folds.first).to_have_attribute("open", "")

    # A condition, one that is wrong, and none; the list has what the command line has.
    page.keyboard.press("l")
    field = page.get_by_role("searchbox", name="Filter")
    field.fill('state == "sync.Mutex.Lock"')
    hint = page.locator("#filter-hint")
    expect(hint).to_have_text(f"{largest['count']} goroutines")
    field.fill('state == "sync.Mutex.Lock" &&')
    expect(hint).to_have_class(re.compile("problem"))
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill('state == "sync.Mutex.Lock"')
    expect(hint).to_have_text(f"{largest['count']} goroutines")
    table = page.get_by_role("grid", name="Goroutines")
    table.get_by_role("button", name="Goroutine").click()
    expect(page).to_have_url(re.compile("descending=1"))
    rows = list(csv.DictReader(saved(page, "Goroutines as listed, CSV").decode().splitlines()))
    listed = reported(data, "crowd", "--all", "--where", 'state == "sync.Mutex.Lock"')["goroutines"]
    assert [int(row["goroutine"]) for row in rows] == sorted((each["id"] for each in listed), reverse=True)
    page.goto("about:blank")
    page.goto(base + "/2/goroutines?q=main.nobody")
    expect(hint).to_contain_text("0 of ")


def dump(page, base, data):
    page.goto(base + "/4/goroutines?by=reason&system=1")
    expect(page.get_by_role("region", name="Who holds up the others")).to_contain_text("does not say")
    with open(data["dump"]) as file:
        # Goroutine 0 is the stack of a thread.
        headers = re.findall(r"^goroutine [1-9]\d* .*?\[(.*?)(?: \(scan\))?[,\]]", file.read(), re.M)
    expect(page.locator("#filter-hint")).to_contain_text(f"{len(headers)} goroutines in {len(set(headers))} groups")
    page.keyboard.press("w")
    expect(page.locator(".graph-about")).to_contain_text("only a live process")
    text = saved(page, "Dump as Go prints it").decode()
    assert len(re.findall(r"^goroutine \d+", text, re.M)) == len(headers)


def looks(page, base, data):
    page.goto(base + "/3/goroutines")
    again = page.get_by_role("button", name="Look again")
    expect(again).to_be_visible()
    for number in (2, 3):
        page.keyboard.press("r")
        expect(page.get_by_label("Look", exact=True)).to_contain_text(f"look {number},")
    page.keyboard.press("c")
    comparison = page.locator(".comparison-head")
    expect(comparison).to_contain_text("Still in the same wait (")
    new = comparison.get_by_role("button", name=re.compile(r"^New \([1-9]"))
    new.click()
    table = page.get_by_role("grid", name="New")
    expect(table.get_by_role("row").nth(1)).to_contain_text("chan send")
    table.focus()
    page.keyboard.press("ArrowDown")
    expect(details(page)).to_contain_text("main.askReplica")
    runner.check_accessibility(page, "comparison")
    lines = list(csv.DictReader(saved(page, "Comparison as listed, CSV").decode().splitlines()))
    assert [line["what"] for line in lines] == ["new"] and lines[0]["function"] == "main.askReplica", lines
    # Each second another look, which keeps what is selected; then the process ends, and the last look stays.
    page.get_by_label("Interval").select_option(label="each second")
    expect(page.get_by_label("Look", exact=True)).to_contain_text("look 5,")
    expect(details(page)).to_contain_text("main.askReplica")
    processes["leak"].kill()
    processes["leak"].wait()
    expect(page.locator(".look-quality")).to_contain_text("the last look stays")
    expect(page.get_by_role("button", name="Look again")).to_have_count(0)
    page.keyboard.press("g")
    expect(page.get_by_role("grid", name="Groups of goroutines").get_by_role("row").nth(1)).to_contain_text("chan send")

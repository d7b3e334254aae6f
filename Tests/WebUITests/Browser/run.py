"""Drives the pages of sonde in a real browser: python3 run.py SCENARIO DATA.json PICTURES

A scenario is a module beside this one with

    targets(data)           arguments of `sonde ui`
    run(page, base, data)   drives the page by mouse and keyboard, and asserts on what is seen

DATA.json names the program and the files that scenarios open. Whatever the scenario, the browser must report no error,
ask nobody but sonde for anything, and axe must find nothing serious, in light and in dark. PICTURES gets a picture of
each theme at the end, and what a scenario takes itself by `picture(page, name)`.
"""

import importlib
import json
import os
import subprocess
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

SIZE = {"width": 1280, "height": 800}
pictures = None


def picture(page, name):
    """A picture for people; tests assert on what the page says."""
    page.screenshot(path=os.path.join(pictures, name + ".png"))


def check_accessibility(page, what):
    """Nothing serious by axe-core's rules."""
    grave = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    lines = [
        f"{v['id']}: {v['help']}: {[(n['html'][:200], n.get('failureSummary', '')[:300]) for n in v['nodes'][:3]]}"
        for v in grave
    ]
    assert not grave, f"{what}: " + "\n".join(lines)


def watch(page, base, problems):
    """Notes errors of scripts, and requests that go anywhere but to sonde."""
    page.on("pageerror", lambda error: problems.append(f"error: {error}"))
    page.on(
        "console",
        lambda message: problems.append(f"console: {message.text}")
        if message.type == "error" and "Failed to load resource" not in message.text
        else None,
    )
    page.on(
        "request",
        lambda request: problems.append(f"asks {request.url}")
        if not request.url.startswith((base + "/", "data:", "blob:"))
        else None,
    )


def drive(scenario, data, address):
    base = address.split("/?")[0]
    problems = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=data["chromium"], args=["--no-sandbox"] if os.getuid() == 0 else []
        )
        context = browser.new_context(viewport=SIZE, color_scheme="light", accept_downloads=True)
        page = context.new_page()
        page.set_default_timeout(60_000)
        watch(page, base, problems)
        page.goto(address)
        try:
            scenario.run(page, base, data)
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                page.wait_for_timeout(150)
                picture(page, f"{scenario.__name__}-{theme}")
                check_accessibility(page, f"{scenario.__name__}, {theme}")
        except BaseException:
            picture(page, f"{scenario.__name__}-failed")
            raise
        browser.close()
    assert not problems, "\n".join(problems)


def main():
    global pictures
    name, data_path, pictures = sys.argv[1:]
    # Scenarios import this module, too, and must see the same one.
    sys.modules["run"] = sys.modules["__main__"]
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    os.makedirs(pictures, exist_ok=True)
    with open(data_path) as file:
        data = json.load(file)
    scenario = importlib.import_module(name)
    server = subprocess.Popen([data["sonde"], "ui"] + scenario.targets(data), stdout=subprocess.PIPE, text=True)
    try:
        drive(scenario, data, server.stdout.readline().strip())
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()

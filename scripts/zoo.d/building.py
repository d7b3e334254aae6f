"""Builds programs of the zoo, each with the Go version and flags of its row, once for the same sources."""

import hashlib
import os
import shutil
import subprocess
import tempfile

import rows

CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "sonde", "zoo")


class BuildFailed(Exception):
    """A program that its toolchain refuses."""


def toolchain(version):
    """The go command of a version."""
    script = os.path.join(rows.ROOT, "scripts", "go-toolchain")
    done = subprocess.run([script, version], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BuildFailed(done.stderr.strip())
    return done.stdout.strip()


def environment(row, go):
    """What a go command sees: nothing of the user's own settings, and no network."""
    shared = os.path.join(CACHE, "go")
    return dict(
        os.environ, PATH=os.path.dirname(go) + ":" + os.environ["PATH"], GOENV="off", GOWORK="off", GOFLAGS="-mod=mod",
        GOTOOLCHAIN="local", GOPROXY="off", GOSUMDB="off", GOTELEMETRY="off", CGO_ENABLED="1" if row.cgo else "0",
        GOPATH=shared, GOMODCACHE=os.path.join(shared, "pkg", "mod"), GOCACHE=os.path.join(CACHE, "gocache"))


def key(row):
    """A hash of all that decides how the program comes out."""
    digest = hashlib.sha256(repr((row.go, row.build, row.cgo, row.modified)).encode())
    zoo = os.path.dirname(rows.PROGRAMS)
    for folder in (row.folder, os.path.join(zoo, "internal"), os.path.join(rows.PROGRAMS, "internal")):
        for path, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted(names):
                file = os.path.join(path, name)
                digest.update(os.path.relpath(file, zoo).encode() + b"\0")
                with open(file, "rb") as stream:
                    digest.update(stream.read())
    with open(os.path.join(zoo, "go.mod"), "rb") as stream:
        digest.update(stream.read())
    return digest.hexdigest()[:20]


def program(row):
    """Path of the program of a row, built now if it is not there yet."""
    folder = os.path.join(CACHE, "programs", key(row))
    path = os.path.join(folder, row.program)
    if os.path.exists(path):
        return path
    go = toolchain(row.go)
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sonde-zoo-build-") as temporary:
        source = checkout(row, temporary) if row.modified else row.folder
        done = subprocess.run(
            [go, "build", f"-buildvcs={'true' if row.modified else 'false'}", *row.build, "-o", path, "."],
            cwd=source, env=environment(row, go), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BuildFailed((done.stderr or done.stdout).strip()[-600:])
    return path


def checkout(row, temporary):
    """A repository with the program's sources, of which one differs from what was committed."""
    copy = os.path.join(temporary, row.program)
    shutil.copytree(row.folder, copy)
    settings = ["-c", "user.name=zoo", "-c", "user.email=zoo@example.org", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run(
            ["git", *settings, *words], cwd=copy, check=True, capture_output=True,
            env=dict(os.environ, GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null"))
    with open(os.path.join(copy, "main.go"), "a", encoding="utf-8") as file:
        file.write("\n// revision of today\n")
    return copy


def module(row, parent):
    """A copy of a module whose build is looked at, and the environment for it.

    It has a build cache of its own with nothing in it but the packages of the standard library that it needs: what a
    developer's machine has, whatever was built here before.
    """
    go = toolchain(row.go)
    settings = environment(row, go)
    warm = os.path.join(CACHE, "modules", key(row))
    if not os.path.exists(os.path.join(warm, "done")):
        settings["GOCACHE"] = warm
        listing = [go, "list", "-e", "-deps", "-f", "{{if .Standard}}{{.ImportPath}}{{end}}", "./..."]
        packages = subprocess.run(
            listing, cwd=row.folder, env=settings, capture_output=True, text=True, check=False).stdout.split()
        packages = [package for package in packages if package != "unsafe"] or ["fmt"]
        subprocess.run([go, "build", *packages], cwd=row.folder, env=settings, check=True, capture_output=True)
        with open(os.path.join(warm, "done"), "w", encoding="ascii"):
            pass
    copy = os.path.join(parent, row.program)
    shutil.copytree(row.folder, copy)
    settings["GOCACHE"] = os.path.join(parent, "gocache")
    shutil.copytree(warm, settings["GOCACHE"])
    settings["GOPATH"] = os.path.join(parent, "gopath")
    settings["GOMODCACHE"] = os.path.join(parent, "gopath", "pkg", "mod")
    settings["GOFLAGS"] = "-mod=mod -modcacherw"
    settings["HOME"] = parent
    os.makedirs(settings["GOMODCACHE"])
    return copy, settings

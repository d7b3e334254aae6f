"""Where programs and sonde run: as the user who calls, or as nobody with no capability at all."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

NOBODY = 65534


def children(identity):
    """Ids of the processes that a process has started."""
    try:
        with open(f"/proc/{identity}/task/{identity}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def end(process, identity=None, patience=3.0):
    """SIGTERM to a process that leads a group of its own, then SIGKILL to it and to what stays of the group.

    Says whether it ended in time.
    """
    if process.poll() is None:
        try:
            os.kill(identity or process.pid, signal.SIGTERM)
            process.wait(patience)
        except ProcessLookupError:
            pass
        except subprocess.TimeoutExpired:
            signal_group(process.pid, signal.SIGKILL)
            process.wait()
            return False
    signal_group(process.pid, signal.SIGKILL)
    process.wait()
    return True


def signal_group(identity, number):
    try:
        os.killpg(identity, number)
    except ProcessLookupError:
        pass


class Privileged:
    """The caller's own rights: those of root where root calls."""

    name = "privileged"
    has_pprof = True

    def __init__(self):
        self.scratch = tempfile.mkdtemp(prefix="sonde-zoo-")
        os.chmod(self.scratch, 0o755)

    @property
    def is_root(self):
        return os.geteuid() == 0

    def settings(self, environment):
        return environment

    def command(self, words, _cwd):
        # What is started here ends even if this program is killed.
        return ["setpriv", "--pdeathsig", "TERM", *words] if shutil.which("setpriv") else words

    def identity(self, process):
        """The process id by which sonde finds what `start` started."""
        return process.pid

    def real_identity(self, process):
        """The process id by which this program finds it."""
        return process.pid

    def start(self, words, environment=None, group=None, cwd=None, **options):
        """Starts a command, in a control group if one is given. It leads a process group."""
        words = self.command(words, cwd)
        if group:
            words = ["sh", "-c", 'echo $$ > "$0" && exec "$@"', group, *words]
        settings = self.settings(dict(os.environ) if environment is None else environment)
        return subprocess.Popen(words, env=settings, cwd=cwd, start_new_session=True, **options)

    def stop(self, process):
        """Ends what `start` started; says whether it did so by itself within three seconds."""
        return end(process, self.real_identity(process) if process.poll() is None else None)

    def reach(self, path):
        """A path under which `path`, a file or a folder of files, can be read here."""
        return path

    def give(self, folder):
        """Makes a folder belong to whoever runs things here."""

    def close(self):
        shutil.rmtree(self.scratch, ignore_errors=True)


class Unprivileged(Privileged):
    """The user nobody, with no capability and no way to get one, in namespaces for processes and mounts.

    The namespaces see to it that nothing but what belongs to the row is in /proc. When the caller is not root, the
    caller's own user is what there is.
    """

    name = "unprivileged"
    has_pprof = False

    def __init__(self):
        super().__init__()
        self.holder = None
        self.mounted = {}
        if os.geteuid() != 0:
            return
        self.holder = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "sleep", "infinity"],
            start_new_session=True, stdin=subprocess.DEVNULL)
        self.first = self.await_child(self.holder)
        # The mount of /proc has to be there before anybody enters.
        limit = time.monotonic() + 10
        while self.command_name(self.first) != "sleep":
            if time.monotonic() > limit:
                raise SystemExit("zoo: unshare does not get on")
            time.sleep(0.01)

    is_root = False

    @staticmethod
    def command_name(identity):
        try:
            with open(f"/proc/{identity}/comm", encoding="utf-8") as file:
                return file.read().strip()
        except OSError:
            return ""

    @staticmethod
    def await_child(process):
        limit = time.monotonic() + 10
        while time.monotonic() < limit:
            found = children(process.pid)
            if found:
                return found[0]
            if process.poll() is not None:
                break
            time.sleep(0.005)
        raise SystemExit("zoo: " + " ".join(map(str, process.args[:4])) + " … started nothing")

    def settings(self, environment):
        return dict(environment, ZOO_NO_PPROF="1", TMPDIR=self.place_for_files(), HOME=self.place_for_files())

    def place_for_files(self):
        path = os.path.join(self.scratch, "tmp")
        if not os.path.isdir(path):
            os.mkdir(path)
            os.chmod(path, 0o1777)
        return path

    def command(self, words, cwd):
        if not self.holder:
            return super().command(words, cwd)
        # Whoever enters a namespace for mounts stands in its root.
        return ["nsenter", "--target", str(self.first), "--mount", "--pid", "setpriv", f"--reuid={NOBODY}",
                f"--regid={NOBODY}", "--clear-groups", "--no-new-privs", "--bounding-set=-all",
                *(["env", "-C", cwd] if cwd else []), *words]

    def real_identity(self, process):
        return self.await_child(process) if self.holder else process.pid

    def identity(self, process):
        real = self.real_identity(process)
        with open(f"/proc/{real}/status", encoding="ascii", errors="replace") as file:
            return next(int(line.split()[-1]) for line in file if line.startswith("NSpid:"))

    def reach(self, path):
        if not self.holder or readable_by_all(path):
            return path
        if path not in self.mounted:
            target = os.path.join(self.scratch, f"{len(self.mounted)}", os.path.basename(path))
            os.makedirs(os.path.dirname(target))
            if os.path.isdir(path):
                os.mkdir(target)
                subprocess.run(
                    ["nsenter", "--target", str(self.first), "--mount", "mount", "--bind", path, target], check=True)
            else:
                shutil.copy(path, target)
                os.chmod(target, 0o755)
            self.mounted[path] = target
        return self.mounted[path]

    def give(self, folder):
        if self.holder:
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", folder], check=True)

    def close(self):
        if self.holder:
            # The first process of the namespace takes all others along.
            end(self.holder, patience=1)
        super().close()


def readable_by_all(path):
    folder = os.path.dirname(os.path.abspath(path))
    while folder != "/":
        if not os.stat(folder).st_mode & stat.S_IXOTH:
            return False
        folder = os.path.dirname(folder)
    return bool(os.stat(path).st_mode & stat.S_IROTH)


def busy(place, count):
    """Starts processes that do nothing but compute."""
    return [
        place.start([sys.executable, "-c", "while True: pass"], stdin=subprocess.DEVNULL) for _ in range(count)]

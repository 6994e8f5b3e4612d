"""Install the real emulators that the tests run on: one command, any number of times.

Two set-ups come out of it. RetroArch 1.14 with bsnes-mercury is the distribution's own and comes with apt. RetroArch
1.22 with snes9x lives in a root of a newer Debian suite, made by debootstrap in the cache folder; nothing of it is
installed into the machine. Needs root for what is missing and nothing for what is there. Standard library only, so
that it runs before anything else is set up.

    python3 tests/emulators/prepare.py            # install what is missing, say what was done
    python3 tests/emulators/prepare.py --check    # only say what is missing (status 1 if anything is)
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

APT_PACKAGES: Final = (
    "retroarch",
    "libretro-bsnes-mercury-performance",
    "libretro-core-info",
    "dbus",
    "debootstrap",
    "xvfb",
    "openbox",
    "chromium",
    "cc65",
    "xdotool",
    "x11-utils",
    "imagemagick",
)
"""What the whole test suite needs from the machine's own distribution."""

SUITE: Final = "forky"
COMPONENTS: Final = ("main", "contrib", "non-free")
ROOT_PACKAGES: Final = (
    "retroarch",
    "libretro-snes9x",
    "libretro-bsnes-mercury-performance",
    "libretro-core-info",
    "dbus",
)
EXPECTED_VERSION: Final = "1.22.2"
"""What the tests call this set-up; another version is used all the same, with a warning."""

DEBOOTSTRAP_SCRIPT: Final = "/usr/share/debootstrap/scripts/sid"
"""Every Debian suite is made by this one; an older debootstrap has no link named after a newer suite."""

COMPLETE: Final = ".retroarch-version"
"""Written last into the root; holds the version that `retroarch --version` printed there."""


class PrepareError(Exception):
    """What is wrong and what to do, in one line."""


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the roots are kept, outside of any checkout."""
    base = environ.get("XDG_CACHE_HOME") or str(Path(environ.get("HOME", "~")).expanduser() / ".cache")
    return Path(base) / "spinlab-pad" / "emulators"


def root_key() -> str:
    """Name of the root's folder: another suite, package list or machine gives another one."""
    wanted = " ".join((SUITE, *COMPONENTS, *ROOT_PACKAGES, platform.machine()))
    return f"{SUITE}-{hashlib.sha256(wanted.encode()).hexdigest()[:12]}"


def forky_root(environ: Mapping[str, str] = os.environ) -> Path:
    """Folder of the finished (or still missing) root with the newer RetroArch."""
    return cache_folder(environ) / root_key()


def triplet() -> str:
    """Debian's multiarch name of this machine."""
    return {"x86_64": "x86_64-linux-gnu", "aarch64": "aarch64-linux-gnu"}.get(
        platform.machine(), f"{platform.machine()}-linux-gnu"
    )


def root_command(root: Path) -> tuple[str, ...]:
    """Start RetroArch of `root` by the root's own dynamic loader, so that host and RetroArch share all paths."""
    loader = {"x86_64": "lib64/ld-linux-x86-64.so.2", "aarch64": "lib/ld-linux-aarch64.so.1"}.get(platform.machine())
    if loader is None:
        raise PrepareError(f"no dynamic loader is known for {platform.machine()}; add it to root_command()")
    libraries = root / "usr" / "lib" / triplet()
    # Some packages keep private libraries one folder down and find them through a run path that starts at "/".
    private = (libraries / "pulseaudio", libraries / "blas", libraries / "lapack")
    path = ":".join(str(folder) for folder in (libraries, *private))
    return (str(root / loader), "--library-path", path, str(root / "usr" / "bin" / "retroarch"))


def missing_packages() -> tuple[str, ...]:
    """Packages of `APT_PACKAGES` that dpkg doesn't hold as installed."""
    asked = subprocess.run(
        ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n", *APT_PACKAGES],
        capture_output=True,
        text=True,
        check=False,
    )
    installed = {line.split()[0] for line in asked.stdout.splitlines() if line.endswith(" installed")}
    return tuple(name for name in APT_PACKAGES if name not in installed)


def root_version(root: Path) -> str | None:
    """The version that the finished root holds; None if it is not finished."""
    try:
        return (root / COMPLETE).read_text().strip() or None
    except OSError:
        return None


def mirror() -> str:
    """The Debian mirror that apt of this machine uses (`SPINLAB_DEBIAN_MIRROR` overrides it)."""
    chosen = os.environ.get("SPINLAB_DEBIAN_MIRROR")
    if chosen:
        return chosen
    listing = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(REPO_URI)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=True,
    )
    for line in listing.stdout.splitlines():
        origin, label, uri = line.split("|", 2)
        if origin == "Debian" and label == "Debian" and uri.startswith(("http://", "https://", "file:")):
            return uri
    raise PrepareError(
        "apt knows no Debian mirror: run `apt-get update` on a Debian machine, or set SPINLAB_DEBIAN_MIRROR"
    )


def say(text: str) -> None:
    print(f"prepare: {text}", flush=True)


def follow(command: Sequence[str], *, every_lines: int, log: Path | None = None) -> int:
    """Run `command`, print one of `every_lines` lines with the seconds so far, keep all in `log`; its status."""
    started = time.monotonic()
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    sink = log.open("w") if log else None
    try:
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        ) as process:
            assert process.stdout is not None
            for number, line in enumerate(process.stdout):
                if sink:
                    sink.write(line)
                if number % every_lines == 0:
                    print(f"  {time.monotonic() - started:4.0f} s  {line.strip()[:96]}", flush=True)
        return process.returncode
    finally:
        if sink:
            sink.close()


def install_packages(names: Sequence[str]) -> None:
    """Install with apt, after refreshing its lists."""
    say(f"installing {len(names)} packages with apt: {' '.join(names)}")
    follow(["apt-get", "update", "-q"], every_lines=10)
    status = follow(["apt-get", "install", "-y", "-q", "--no-install-recommends", *names], every_lines=40)
    if status or missing_packages():
        raise PrepareError(
            f"apt could not install {' '.join(missing_packages() or names)}; see its output above "
            f"(by hand: apt-get install {shlex.join(names)})"
        )


def ask_version(root: Path) -> str:
    """Run `retroarch --version` in the root; raises with what it said instead."""
    ran = subprocess.run([*root_command(root), "--version"], capture_output=True, text=True, check=False, timeout=60)
    found = re.search(r"Version:\s*(\d+\.\d+(?:\.\d+)?)|RetroArch\S*\s+v?(\d+\.\d+\.\d+)", ran.stdout + ran.stderr)
    if ran.returncode or not found:
        last = (ran.stderr or ran.stdout).strip().splitlines()[-1:] or ["no output"]
        raise PrepareError(f"retroarch in the new root does not run (status {ran.returncode}): {last[0]}")
    return found.group(1) or found.group(2)


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Let one preparation run at a time; a second one waits and then finds everything done."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another preparation is running; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build_root(root: Path) -> None:
    """Make the root under another name, check it, and rename it: it exists complete or not at all."""
    cache = root.parent
    unfinished = cache / f"{root.name}.new"
    if unfinished.exists():
        say("removing an unfinished root of an earlier run")
        shutil.rmtree(unfinished)
    source = mirror()
    say(f"making a Debian {SUITE} root with {' '.join(ROOT_PACKAGES)} (1 to 3 minutes, 1.8 GB)")
    log = cache / f"{root.name}.log"
    status = follow(
        [
            "debootstrap",
            "--variant=minbase",
            f"--components={','.join(COMPONENTS)}",
            f"--include={','.join(ROOT_PACKAGES)}",
            SUITE,
            str(unfinished),
            source,
            DEBOOTSTRAP_SCRIPT,
        ],
        every_lines=60,
        log=log,
    )
    if status:
        # A package that RetroArch only recommends may fail to configure; whether RetroArch runs is what counts.
        say(f"debootstrap ended with status {status} (its output: {log})")
    if not (unfinished / "usr" / "bin" / "retroarch").exists():
        raise PrepareError(f"debootstrap made no root with RetroArch; its output is in {log}")
    version = ask_version(unfinished)
    for package in (unfinished / "var" / "cache" / "apt" / "archives").glob("*.deb"):
        package.unlink()
    (unfinished / COMPLETE).write_text(f"{version}\n")
    if root.exists():
        shutil.rmtree(root)
    unfinished.rename(root)


def prepare(*, check_only: bool) -> int:
    """Install what is missing; the exit status."""
    root = forky_root()
    packages, version = missing_packages(), root_version(root)
    if check_only or (os.geteuid() != 0 and (packages or version is None)):
        for name in packages:
            say(f"missing package: {name}")
        if version is None:
            say(f"missing: the {SUITE} root with RetroArch {EXPECTED_VERSION} in {root}")
        if not packages and version is not None:
            say("everything is there")
            return 0
        if os.geteuid() != 0:
            script = shlex.join(["python3", str(Path(__file__).resolve())])
            say(f"installing needs root: sudo XDG_CACHE_HOME={shlex.quote(str(root.parents[2]))} {script}")
        return 1
    with only_one(root.parent):
        if packages:
            install_packages(packages)
        else:
            say(f"all {len(APT_PACKAGES)} apt packages are installed")
        if root_version(root) is None:
            build_root(root)
        version = root_version(root)
        say(f"RetroArch {version} is in {root}")
        if version != EXPECTED_VERSION:
            say(f"warning: the tests call this set-up {EXPECTED_VERSION}, Debian {SUITE} now has {version}")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Install the real emulators that the tests run on.")
    parser.add_argument("--check", action="store_true", help="only say what is missing; status 1 if anything is")
    options = parser.parse_args(arguments)
    try:
        return prepare(check_only=options.check)
    except PrepareError as error:
        print(f"prepare: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())

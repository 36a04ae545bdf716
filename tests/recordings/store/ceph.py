"""A real store for these tests: Ceph's gateway with one monitor and one disk, all on loopback.

    python -m tests.recordings.store.ceph DIRECTORY

unpacks Debian's packages into DIRECTORY (nothing is installed), starts the three, makes a bucket,
and prints the environment in which `pytest tests/recordings/store` asks it. Ctrl-C ends it. 70 MB
are loaded, 600 MB of disk and 350 MB of memory used, and a minute passes before the first test.
"""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

import click
from botocore.exceptions import BotoCoreError

from tests.ports import free_ports
from tests.recordings.store.conftest import client_of

PACKAGES = ("radosgw", "ceph-mon", "ceph-osd", "ceph-common")
KEY, SECRET, BUCKET = "TEPLOFON", "secret-of-the-tests", "recordings"
PATIENCE = 180  # seconds
CONFIGURATION = """\
[global]
fsid = {fsid}
mon host = {monitor}
mon initial members = a
public network = 127.0.0.0/8
cluster network = 127.0.0.0/8
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
ms mon service mode = crc
ms mon cluster mode = crc
mon data avail warn = 1
mon allow pool size one = true
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pg autoscale mode = off
run dir = {place}/run
admin socket = {place}/run/$name.$pid.asok
log file = {place}/log/$name
mon cluster log file = {place}/log/cluster
erasure code dir = {libraries}/ceph/erasure-code
osd class dir = {libraries}/rados-classes
plugin dir = {libraries}/ceph
[mon.a]
mon data = {place}/mon
public addrv = {monitor}
[osd]
osd data = {place}/osd
osd objectstore = bluestore
bluestore block size = 4294967296
bluestore block create = true
osd memory target = 939524096
[client.rgw]
rgw data = {place}/rgw
rgw frontends = beast endpoint=127.0.0.1:{port}
"""


def unpack(root: Path) -> None:
    """The packages and all that they need and this machine lacks."""
    if (root / "usr/bin/radosgw").exists():
        return
    debs = root.with_name("debs")
    debs.mkdir(parents=True)
    asked = ["apt-get", "install", "--simulate", "--no-install-recommends", *PACKAGES]
    told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    wanted = [line.split()[1] for line in told.splitlines() if line.startswith("Inst ")]
    subprocess.run(["apt-get", "download", *wanted], check=True, cwd=debs)
    for deb in debs.iterdir():
        subprocess.run(["dpkg-deb", "--extract", deb, root], check=True)


class Ceph:
    """In one directory, which is to be new but for the unpacked packages."""

    def __init__(self, place: Path) -> None:
        self.root, place = place / "root", place / "ceph"
        for name in ("mon", "osd", "rgw", "run", "log"):
            (place / name).mkdir(parents=True)
        newer, older, self.port = free_ports(3)
        self.monitor = f"[v2:127.0.0.1:{newer},v1:127.0.0.1:{older}]"
        self.fsid = str(uuid.uuid4())
        self.place, libraries = place, self.root / "usr/lib/x86_64-linux-gnu"
        (place / "conf").write_text(
            CONFIGURATION.format(
                fsid=self.fsid,
                monitor=self.monitor,
                place=place,
                libraries=libraries,
                port=self.port,
            )
        )
        self.environment = os.environ | {
            "CEPH_CONF": str(place / "conf"),
            "LD_LIBRARY_PATH": f"{libraries}:{libraries}/ceph:{self.root}/lib/x86_64-linux-gnu",
            "PYTHONPATH": str(self.root / "usr/lib/python3/dist-packages"),
        }
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """All three, an account, and the bucket."""
        monmap = str(self.place / "monmap")
        self._do("monmaptool", "--create", "--addv", "a", self.monitor, "--fsid", self.fsid, monmap)
        self._do("ceph-mon", "--mkfs", "-i", "a", "--monmap", monmap)
        self._keep("ceph-mon", "-i", "a")
        disk = str(uuid.uuid4())
        self._do("/usr/bin/python3", str(self.root / "usr/bin/ceph"), "osd", "new", disk)
        self._do("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", disk)
        self._keep("ceph-osd", "-i", "0")
        self._keep("radosgw", "--name", "client.rgw")
        os.environ |= {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
        self._wait()
        admin = ("radosgw-admin", "--name", "client.rgw", "user", "create", "--uid", "teplofon")
        self._do(*admin, "--display-name", "T", "--access-key", KEY, "--secret-key", SECRET)
        client_of(self.endpoint).create_bucket(Bucket=BUCKET)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def end(self) -> None:
        for one in reversed(self.running):
            one.terminate()
            one.wait()

    def _do(self, *command: str) -> None:
        subprocess.run(
            self._found(command), env=self.environment, check=True, stdout=subprocess.DEVNULL
        )

    def _keep(self, *command: str) -> None:
        with (self.place / "log" / f"{command[0]}.err").open("wb") as errors:
            one = subprocess.Popen(
                [*self._found(command), "-f"], env=self.environment, stdout=errors, stderr=errors
            )
        self.running.append(one)

    def _found(self, command: Sequence[str]) -> list[str]:
        return [str(self.root / "usr/bin" / command[0]), *command[1:]]

    def _wait(self) -> None:
        latest, client = time.monotonic() + PATIENCE, client_of(self.endpoint)
        while True:
            try:
                client.head_bucket(Bucket=BUCKET)
            except BotoCoreError:
                assert time.monotonic() < latest, f"Ceph did not start: see {self.place}/log"
                time.sleep(1)
            except client.exceptions.ClientError:  # it answers: nobody has an account there yet
                return


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    place = Path(sys.argv[1]).resolve()
    unpack(place / "root")
    ceph = Ceph(place)
    try:
        ceph.start()
        click.echo(f"export TEST_S3={ceph.endpoint}/{BUCKET}")
        click.echo(f"export AWS_ACCESS_KEY_ID={KEY} AWS_SECRET_ACCESS_KEY={SECRET}")
        ceph.running[-1].wait()
    except KeyboardInterrupt:
        pass
    finally:
        ceph.end()


if __name__ == "__main__":
    main()

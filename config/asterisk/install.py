"""What the private Asterisk is made of; the same tree holds espeak-ng, so that one download serves.

How packages are unpacked is `config.debian`'s; which Asterisk is used is `find`'s.
"""

from pathlib import Path

from config.debian import NotAvailable, PrivateRoot, unpack, unpacked

SUITE = "sid"  # the only suite of Debian that has Asterisk 22
PACKAGES = ("asterisk", "asterisk-modules", "espeak-ng")
# Wanted by modules that are not loaded here: 100 of the 180 packages.
UNUSED = (
    "asterisk-config", "asterisk-core-sounds*", "freetds*", "gnupg*", "libb64*", "libc-gconv*",
    "libcodec2*", "libglib*", "libgmime*", "libgpg*", "libical*", "libicu*", "libiksemel*",
    "libjack*", "libjwt*", "liblua*", "libneon*", "libodbc*",
    "libopencore*", "libopusenc*", "libopusfile*", "libportaudio*", "libpq*", "libradcli*",
    "libresample*", "libsensors*", "libsnmp*", "libspandsp*", "libspeex*", "libsybdb*",
    "libtiff*", "libunbound*", "libvo-*", "openssl-provider-legacy", "pci.ids",
    "readline-common", "tzdata",
)  # fmt: skip
BY_HAND = "install Asterisk 20 or later by hand, so that `asterisk` is on PATH"


def install(cache: Path) -> PrivateRoot:
    """The private tree, made if it is not there yet. Raises NotAvailable.

    A machine without a Debian mirror (Ubuntu) is given Asterisk from its own archive instead.
    """
    try:
        return unpack("asterisk", PACKAGES, cache, SUITE, UNUSED)
    except NotAvailable as reason:
        try:
            return unpack("asterisk", PACKAGES, cache, None, UNUSED)
        except NotAvailable as other:
            raise NotAvailable(
                f"{reason}; of its own release, {other}. Please {BY_HAND}."
            ) from None


def installed(cache: Path) -> PrivateRoot | None:
    """The private tree if it was made before."""
    for suite in (SUITE, None):
        if root := unpacked("asterisk", PACKAGES, cache, suite, UNUSED):
            return root
    return None

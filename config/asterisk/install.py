PACKAGES = ("asterisk", "asterisk-modules", "espeak-ng")
UNUSED = ("asterisk-config", "asterisk-core-sounds*", "gnupg*", "libcodec2*", "libgmime*",
 "libical*", "libicu*", "libiksemel*", "libjack*", "libjwt*", "liblua*", "libmp3lame*", "libmpg123*", "libneon*", "libodbc*",
 "libpq*", "libportaudio*", "libradcli*", "libresample*", "libsensors*", "libsnmp*", "libspandsp*", "libspeex*",
 "libsybdb*", "libunbound*", "libgpg*", "tzdata", "freetds*", "libvorbis*x", "libopencore*", "libvo-*", "libopusenc*", "libopusfile*",
 "libtiff*","libsamplerate*x","libb64*", "openssl-provider-legacy", "libc-gconv*", "pci.ids","readline-common","libglib*")

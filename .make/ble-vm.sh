#!/bin/sh
# Runs the device sessions against the real bluetoothd and kernel: a small QEMU machine whose root is this one's,
# read-only under a layer in memory, with the virtual devices of tests/vm on /dev/vhci in place of a radio. No network.
# Usage: sh .make/ble-vm.sh .venv [TEST]    (TEST: parts of the names of the tests to run, with commas)
# Skipped, with the reason, where something it needs is missing.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
venv=$1
tests=${2:-}
work=build/ble-vm
log=$work/console.log
packages="qemu-system-x86 bluez busybox-static cpio kmod dbus"

say() { printf '%s\n' "$*" >&2; }
skip() { say "ble-vm is skipped: $*"; exit 0; }

[ "$(uname -s)" = Linux ] && [ "$(uname -m)" = x86_64 ] || skip "it needs Linux on x86_64."
for tool in qemu-system-x86_64 busybox cpio depmod modprobe dbus-daemon dpkg-deb apt-get; do
  PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null 2>&1 ||
    skip "$tool is not installed (apt-get install --no-install-recommends $packages)."
done
PATH=$PATH:/usr/sbin:/sbin
[ -x /usr/libexec/bluetooth/bluetoothd ] ||
  skip "bluetoothd is not installed (apt-get install --no-install-recommends $packages)."
busybox --list | grep -qx switch_root || skip "this busybox has no switch_root (apt-get install busybox-static)."

mkdir -p "$work"
if ! ls "$work"/kernel/boot/vmlinuz-* >/dev/null 2>&1; then
  kernel=$(apt-cache depends linux-image-amd64 2>/dev/null | awk '/Depends: linux-image/ {print $2; exit}')
  [ -n "$kernel" ] || skip "no kernel package is known here (apt-get update, on Debian)."
  (cd "$work" && apt-get download -q "$kernel") || skip "the kernel package $kernel could not be downloaded."
  mkdir -p "$work/kernel"
  dpkg-deb -x "$work"/linux-image-*.deb "$work/kernel"
fi
version=$(ls "$work/kernel/lib/modules")
depmod -b "$root/$work/kernel" "$version"

# The modules in the order in which they have to be inserted. Pairing wants drbg, hmac and ctr before bluetooth: without
# them the kernel cannot make its ECDH context, and pairing never ends.
tree=$work/initrd
rm -rf "$tree"
mkdir -p "$tree/bin" "$tree/lib/modules" "$tree/proc" "$tree/sys" "$tree/dev" "$tree/host" "$tree/layer" "$tree/new"
for module in drbg sha512_generic hmac ctr virtio_pci virtio_rng 9pnet_virtio 9p overlay bluetooth hci_vhci \
  algif_hash algif_skcipher cmac ccm ecb; do
  modprobe -d "$root/$work/kernel" -S "$version" --show-depends "$module" 2>/dev/null || true
done | awk '$1 == "insmod" && !seen[$2]++ {print $2}' >"$work/modules"
: >"$tree/modules"
while read -r file; do
  name=$(basename "$file")
  case $name in
    *.xz) name=${name%.xz} && xz -dc "$file" >"$tree/lib/modules/$name" ;;
    *) cp "$file" "$tree/lib/modules/$name" ;;
  esac
  echo "$name" >>"$tree/modules"
done <"$work/modules"
cp "$(command -v busybox)" "$tree/bin/busybox"
cp .make/ble-vm-init.sh "$tree/init"
chmod 755 "$tree/init"
(cd "$tree" && find . | cpio -o -H newc --quiet | gzip -1) >"$work/initrd.gz"

# Nested virtualisation is often there and hangs, so the processor is emulated; the machine boots in about ten seconds.
mkdir -p "$work/left"
rm -f "$work"/left/*
say "Starting the machine; its console is kept in $log, what bluetoothd and btmon wrote in $work/left."
timeout 900 qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -M q35 -m 2048 \
  -nographic -no-reboot -nic none \
  -kernel "$work"/kernel/boot/vmlinuz-"$version" -initrd "$work/initrd.gz" \
  -append "console=ttyS0 panic=-1 quiet mitigations=off random.trust_cpu=on guest=$root/.make/ble-vm-guest.sh project=$root venv=$venv tests=$tests" \
  -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap \
  -virtfs local,path="$work/left",mount_tag=left,security_model=none \
  </dev/null >"$log" 2>&1 || true

sed -n '/^ble-vm: begin/,/^ble-vm: result/p' "$log" | tr -d '\r'
result=$(tr -d '\r' <"$log" | sed -n 's/^ble-vm: result //p' | tail -1)
[ -n "$result" ] || { say "The machine did not come to the end of its tests; see $log."; exit 1; }
exit "$result"

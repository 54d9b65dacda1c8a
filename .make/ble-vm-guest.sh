#!/bin/sh
# What the machine of ble-vm.sh does once it has its root: bus, bluetoothd, the tests, off.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
value() { sed -n "s/.*$1=\([^ ]*\).*/\1/p" /proc/cmdline; }
off() {
  kill "$monitor" && sleep 1
  dmesg >/run/left/kernel.log 2>&1
  cp /run/bluetoothd.log /run/btmon.log /run/traffic.btsnoop /run/left/
  sync; echo o >/proc/sysrq-trigger
  while :; do :; done
}

mount -t tmpfs run /run
mkdir -p /dev/shm /dev/pts /var/lib/bluetooth /run/dbus /run/left
mount -t 9p -o trans=virtio,version=9p2000.L left /run/left
mount -t tmpfs shm /dev/shm
mount -t tmpfs bonds /var/lib/bluetooth
ip link set lo up 2>/dev/null || ifconfig lo up 2>/dev/null
dbus-daemon --system --fork --nopidfile
/usr/libexec/bluetooth/bluetoothd -n -d >/run/bluetoothd.log 2>&1 &
btmon -w /run/traffic.btsnoop >/run/btmon.log 2>&1 &
monitor=$!
sleep 3
[ -c /dev/vhci ] || { echo "ble-vm: the kernel has no /dev/vhci"; echo "ble-vm: result 1"; off; }

cd "$(value project)" || off
echo "ble-vm: begin, kernel $(uname -r), bluetoothd $(/usr/libexec/bluetooth/bluetoothd --version)"
# Other plugins (Qt) take minutes to load on an emulated processor.
LISTENWELL_BLE_VM=1 PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 timeout 700 "$(value venv)/bin/python" -m pytest tests/vm -v \
  -p pytest_asyncio.plugin -p pytest_timeout -p no:cacheprovider -W ignore::pytest.PytestConfigWarning --color no --log-level INFO --timeout 240 -k "$(value tests | sed "s,\,, or ,g")"
result=$?
echo "ble-vm: result $result"
off

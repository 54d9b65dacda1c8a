#!/bin/sh
# What the machine of ble-vm.sh does once it has its root: bus, bluetoothd, the tests, off.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
value() { sed -n "s/.*$1=\([^ ]*\).*/\1/p" /proc/cmdline; }
off() { sync; echo o >/proc/sysrq-trigger; sleep 10; }

mount -t tmpfs run /run
mkdir -p /dev/shm /dev/pts /var/lib/bluetooth /run/dbus
mount -t tmpfs shm /dev/shm
mount -t tmpfs bonds /var/lib/bluetooth
ip link set lo up 2>/dev/null || ifconfig lo up 2>/dev/null
dbus-daemon --system --fork --nopidfile
/usr/libexec/bluetooth/bluetoothd -n >/run/bluetoothd.log 2>&1 &
sleep 3
[ -c /dev/vhci ] || { echo "ble-vm: the kernel has no /dev/vhci"; echo "ble-vm: result 1"; off; }

cd "$(value project)" || off
echo "ble-vm: begin, kernel $(uname -r), bluetoothd $(/usr/libexec/bluetooth/bluetoothd --version)"
LISTENWELL_BLE_VM=1 timeout 700 "$(value venv)/bin/python" -m pytest tests/vm -q -p no:cacheprovider --timeout 240
result=$?
tail -5 /run/bluetoothd.log
echo "ble-vm: result $result"
off

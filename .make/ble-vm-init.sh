#!/bin/busybox sh
# The first process of the machine that ble-vm.sh starts: modules, then the host's root under a layer in memory.
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read -r name; do insmod "/lib/modules/$name" 2>/dev/null; done </modules
mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=512000 host /host
mount -t tmpfs layer /layer
mkdir -p /layer/upper /layer/work
mount -t overlay -o lowerdir=/host,upperdir=/layer/upper,workdir=/layer/work overlay /new
for one in proc sys dev; do mkdir -p "/new/$one"; mount --move "/$one" "/new/$one"; done
guest=$(sed -n 's/.*guest=\([^ ]*\).*/\1/p' /new/proc/cmdline)
exec switch_root /new /bin/sh "$guest"

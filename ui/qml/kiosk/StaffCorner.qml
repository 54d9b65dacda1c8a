import QtQuick

// The way for the staff: press this corner for five seconds; then a PIN is asked for.
Item {
    id: corner

    signal called

    width: Theme.sizeStaffCorner
    height: Theme.sizeStaffCorner
    z: 3
    Accessible.ignored: true

    MouseArea {
        anchors.fill: parent
        pressAndHoldInterval: Theme.waitStaff
        onPressAndHold: corner.called()
    }
}

import QtQuick

// Around the button that is about to be pressed by resting on it: a frame that closes in as the time runs out.
Rectangle {
    id: ring

    objectName: "dwell-ring"

    required property rect aim
    required property real seconds
    property real air: 0

    visible: aim.width > 0
    x: aim.x - width / 2 + aim.width / 2
    y: aim.y - height / 2 + aim.height / 2
    width: aim.width + 2 * air
    height: aim.height + 2 * air
    color: "transparent"
    radius: Theme.radiusCard
    border.width: Theme.sizeFocusRing
    border.color: Theme.focus
    onAimChanged: aim.width > 0 ? closing.restart() : closing.stop()

    NumberAnimation {
        id: closing

        target: ring
        property: "air"
        from: Theme.spaceXl
        to: Theme.spaceXs
        duration: ring.seconds * 1000
    }
}

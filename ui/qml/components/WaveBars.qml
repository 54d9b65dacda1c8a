import QtQuick

// How loud the microphone hears: the newest level runs in from the right.
Item {
    id: bars

    required property real level
    required property bool running
    property int count: 24
    property var levels: Array(count).fill(0)

    implicitHeight: Theme.sizeBars
    Accessible.ignored: true
    onLevelChanged: if (running)
        levels = levels.slice(1).concat(level)
    onRunningChanged: levels = Array(count).fill(0)

    Row {
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.sizeBar * 0.6

        Repeater {
            model: bars.count

            Rectangle {
                required property int index

                anchors.verticalCenter: parent.verticalCenter
                width: Theme.sizeBar
                height: Theme.sizeBar + (Theme.sizeBars - Theme.sizeBar) * bars.levels[index]
                radius: width / 2
                color: Theme.primary
            }
        }
    }
}

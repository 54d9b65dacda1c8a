import QtQuick

// Every profile is private and closed: nothing is shown before a PIN was given.
Rectangle {
    id: cover

    objectName: "locked"

    required property QtObject people

    color: Theme.bg

    EmptyState {
        anchors.centerIn: parent
        width: Math.min(parent.width - 2 * Theme.spaceXxl, Theme.columnSheet)
        iconName: "lock"
        sentence: qsTr("The profile is closed. Its PIN opens it.")
        action: qsTr("Type the PIN")
        actionIcon: "lock"
        onActed: cover.people.unlock()
    }
}
